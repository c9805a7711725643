// What the bundler gives for files that are no code.
declare module "*.json" {
  /** The address of the file. */
  const address: string;
  export default address;
}
declare module "*.css";
