package web

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// tileArchive is a PMTiles file (specification version 3) of one tile, the whole earth as land.
func tileArchive() []byte {
	tile := landTile()
	directory := []byte{1, 0, 1}                                     // one entry: tile 0, a run of one
	directory = protowire.AppendVarint(directory, uint64(len(tile))) // its length
	directory = append(directory, 1)                                 // at the beginning
	const header = 127
	metadata := []byte("{}")
	var b bytes.Buffer
	b.WriteString("PMTiles\x03")
	root, meta := uint64(header), uint64(header+len(directory))
	data := meta + uint64(len(metadata))
	for _, n := range []uint64{root, uint64(len(directory)), meta, uint64(len(metadata)), data, 0, data, uint64(len(tile)), 1, 1, 1} {
		binary.Write(&b, binary.LittleEndian, n)
	}
	b.Write([]byte{1, 1, 1, 1, 0, 0}) // clustered, nothing packed, vector tiles, zoom 0 to 0
	for _, degrees := range []int32{-180, -85, 180, 85} {
		binary.Write(&b, binary.LittleEndian, degrees*1e7)
	}
	b.WriteByte(0)
	b.Write(make([]byte, 8)) // the middle
	b.Write(directory)
	b.Write(metadata)
	b.Write(tile)
	return b.Bytes()
}

// landTile is a vector tile (Mapbox specification 2.1) with one polygon in the layer "earth".
func landTile() []byte {
	zigzag := func(n int64) uint64 { return protowire.EncodeZigZag(n) }
	var shape []byte
	for _, n := range []uint64{9, 0, 0, 26, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, 15} { // go to, three lines, close
		shape = protowire.AppendVarint(shape, n)
	}
	bytesField := func(to []byte, number protowire.Number, value []byte) []byte {
		return protowire.AppendBytes(protowire.AppendTag(to, number, protowire.BytesType), value)
	}
	numberField := func(to []byte, number protowire.Number, value uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(to, number, protowire.VarintType), value)
	}
	feature := bytesField(numberField(nil, 3, 3), 4, shape)
	layer := numberField(nil, 15, 2)
	layer = bytesField(layer, 1, []byte("earth"))
	layer = bytesField(layer, 2, feature)
	layer = numberField(layer, 5, 4096)
	return bytesField(nil, 3, layer)
}

func TestAnOperatorsFinerMapLiesOverTheGround(t *testing.T) {
	file := filepath.Join(t.TempDir(), "town.pmtiles")
	if err := os.WriteFile(file, tileArchive(), 0o600); err != nil {
		t.Fatal(err)
	}
	k, b, site := browse(t)
	k.web.Tiles = file
	b.Size(1280, 900)
	b.Open(site + "/search?near=Oakland&map=1")
	b.Wait(`document.querySelector(".map canvas.leaflet-tile-loaded")`)
	var painted bool
	b.Eval(`(() => { const c = document.querySelector(".map canvas.leaflet-tile-loaded");
		return c.getContext("2d").getImageData(9, 9, 1, 1).data[3] > 0 })()`, &painted)
	if !painted {
		t.Error("nothing is painted on the tile")
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
	if strangers := b.Strangers(); len(strangers) > 0 {
		t.Errorf("the map asks others: %v", strangers)
	}
}
