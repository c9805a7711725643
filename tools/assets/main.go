// Command assets makes the files that browsers fetch: it bundles the TypeScript islands and the stylesheet, gathers fonts
// and icons, names each file by a hash of its content, and writes compressed copies beside them, ready to be embedded in
// the binary. Run it at the top of the repository after npm ci in web/.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	web := flag.String("web", "web", "folder of the browser side's sources, with node_modules in it")
	out := flag.String("out", "internal/web/assets/dist", "folder for the finished files; emptied first")
	flag.Parse()
	if err := run(*web, *out); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

// run makes everything anew.
func run(web, out string) error {
	if err := empty(out); err != nil {
		return err
	}
	names := manifest{}
	for _, step := range []func(web, out string, m manifest) error{bundle, workers, icons, plain, licences} {
		if err := step(web, out, names); err != nil {
			return err
		}
	}
	if err := compress(out); err != nil {
		return err
	}
	return names.write(out)
}
