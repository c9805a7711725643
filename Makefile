# make run    build, load the sample, serve on this machine
# make test   everything that is checked, on both databases
# make bench  how fast it is
# make release  the programs for amd64 and arm64, in dist/

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
GO_BUILD = CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)'

# What the program is made of; what else it embeds is made by the stamps below.
SOURCES := go.mod go.sum $(shell find cmd internal sample -type f -not -name '*_test.go' -not -path '*/testdata/*' -not -path 'internal/web/assets/dist/*' -not -path 'internal/place/data/*')
TEMPLATES := $(shell find internal -type f -name '*.templ')
WEB := $(shell find web -type f -not -path 'web/node_modules/*')

NODE_MODULES = web/node_modules/.package-lock.json
GAZETTEER = internal/place/data/gazetteer.bin
GAZETTEER_SOURCES := $(wildcard tools/gazetteer/*.go internal/place/*.go internal/place/gazetteer/build/*.go internal/place/gazetteer/layout/*.go internal/fold/*.go)

.PHONY: build run test bench assets release clean
.DELETE_ON_ERROR:

build: bin/kith

bin/kith: $(SOURCES) build/version build/assets build/templates $(GAZETTEER)
	$(GO_BUILD) -o $@ ./cmd/kith

# The sample is loaded once: who removes it does not get it back.
run: build data/.sample-loaded
	bin/kith serve --data data $(ARGS)

data/.sample-loaded: | bin/kith
	bin/kith sample add --data data
	touch $@

test:
	@go run ./tools/check $(ARGS)

bench: assets
	go test -run '^$$' -bench . -benchmem $(ARGS) ./bench/...

assets: build/assets build/templates $(GAZETTEER)

$(NODE_MODULES): web/package-lock.json web/package.json
	npm ci --prefix web
	touch $@

$(GAZETTEER): $(NODE_MODULES) $(GAZETTEER_SOURCES)
	go run ./tools/gazetteer -modules web/node_modules -o $@

build/assets: $(NODE_MODULES) $(WEB) $(wildcard tools/assets/*.go) | build/version
	go run ./tools/assets -web web -out internal/web/assets/dist
	touch $@

build/templates: $(TEMPLATES) | build/version
	$(if $(TEMPLATES),go tool templ generate -path internal -log-level warn)
	touch $@

# Written only when it changes, so that a new commit alone makes the program anew.
build/version: always
	@mkdir -p build
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' > $@

always:

release: assets
	@mkdir -p dist
	for arch in amd64 arm64; do GOOS=linux GOARCH=$$arch $(GO_BUILD) -o dist/kith-$(VERSION)-linux-$$arch ./cmd/kith || exit 1; done
	cd dist && sha256sum kith-$(VERSION)-linux-* > kith-$(VERSION)-sha256sums.txt

clean:
	rm -rf bin build dist
