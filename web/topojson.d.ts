declare module "topojson-client" {
  /** The shapes of one object of a TopoJSON file, as GeoJSON. */
  export function feature(topology: unknown, object: unknown): GeoJSON.FeatureCollection;
}
