// Package data holds the gazetteer in the program. The blob is a build product: tools/gazetteer writes it here, with
// the Go file that embeds it. A program built without them has an empty gazetteer.
package data

var gazetteer []byte

// Gazetteer returns the embedded blob, to be read only; it is empty if none was built.
func Gazetteer() []byte { return gazetteer }
