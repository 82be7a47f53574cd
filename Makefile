# Two commands matter: make run, make test. Both install what is missing, say
# so first, and may be repeated.

DATA   ?= ./var
LISTEN ?= 127.0.0.1:8410

TOOLS       := $(CURDIR)/.cache/bin
VERSITYGW   := v1.8.0
OIDC        := v3.52.0
STATICCHECK := v0.8.2
GOFUMPT     := v0.12.0

# The program says which revision it is, where git answers (it does not for the
# folder of another user).
STAMP := $(shell git status --porcelain >/dev/null 2>&1 && echo true || echo false)
# Folders too: a file that was taken away changes what is built.
SOURCES := $(shell find . \( -path ./.git -o -path ./.cache -o -path ./bin -o -path ./var -o -path ./docs \) -prune \
	-o \( -type d -o -name '*.go' -o -name '*.sql' -o -path './api/*' -o -path './extractors/*' -o -path './testdata/*' -o -name 'go.*' \) ! -name '*_test.go' -print)

.PHONY: run test build format check fuzz faults desk bench corpus accuracy learn tools packages help

help:
	@echo "make run     install what is missing, build, start everything (DATA=$(DATA) LISTEN=$(LISTEN))"
	@echo "make test    install what the tests need, run them all"
	@echo "make build   bin/invoer"
	@echo "make format  all Go files as make check wants them"
	@echo "make check   format, vet, staticcheck, tests with the race detector"
	@echo "make fuzz    each fuzz test for FUZZTIME=$(FUZZTIME)"
	@echo "make faults  FAULTS=$(FAULTS) things go wrong at the doors, KILLS=$(KILLS) processes are killed, and nothing is lost or double"
	@echo "make desk    fifty documents approved by keyboard in a browser, every page looked at by axe"
	@echo "make bench   all benchmarks"
	@echo "make corpus  how well we read testdata/invoices"
	@echo "make learn TRUTH=\"FILE...\"  learn extractors/weights/weights.json anew"
	@echo "make accuracy TRUTH=\"FILE...\"  the tables of docs/measurements.md, each layout left out of learning"

run: build
	@exec bin/invoer serve --data "$(DATA)" --listen "$(LISTEN)" --demo testdata/invoices

build: bin/invoer

bin/invoer: $(SOURCES) | packages
	go build -buildvcs=$(STAMP) -o $@ ./cmd/invoer

packages:
	@setup/packages run

test: tools
	go run ./storage/storagetest/with go test -timeout 20m ./...

tools: $(TOOLS)/versitygw-$(VERSITYGW) $(TOOLS)/oidc-provider-$(OIDC)
	@setup/packages test

# The S3 server of the tests.
$(TOOLS)/versitygw-$(VERSITYGW):
	GOBIN=$(TOOLS) go install github.com/versity/versitygw/cmd/versitygw@$(VERSITYGW)
	@rm -f $(TOOLS)/versitygw-*
	@ln -s versitygw $@

# The identity provider of the tests.
$(TOOLS)/oidc-provider-$(OIDC):
	GOBIN=$(TOOLS)/oidc go install github.com/zitadel/oidc/v3/example/server@$(OIDC)
	@rm -f $(TOOLS)/oidc-provider-*
	@mv $(TOOLS)/oidc/server $(TOOLS)/oidc-provider && rmdir $(TOOLS)/oidc
	@ln -s oidc-provider $@

$(TOOLS)/gofumpt-$(GOFUMPT):
	GOBIN=$(TOOLS) go install mvdan.cc/gofumpt@$(GOFUMPT)
	@rm -f $(TOOLS)/gofumpt-*
	@ln -s gofumpt $@

$(TOOLS)/staticcheck-$(STATICCHECK):
	GOBIN=$(TOOLS) go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)
	@rm -f $(TOOLS)/staticcheck-*
	@ln -s staticcheck $@

format: $(TOOLS)/gofumpt-$(GOFUMPT)
	$(TOOLS)/gofumpt -w $$(git ls-files '*.go')

check: tools $(TOOLS)/gofumpt-$(GOFUMPT) $(TOOLS)/staticcheck-$(STATICCHECK)
	@unformatted=$$($(TOOLS)/gofumpt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofumpt would change:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	$(TOOLS)/staticcheck ./...
	go run ./storage/storagetest/with go test -race -timeout 45m ./...

# go test fuzzes one function of one package at a time.
FUZZTIME ?= 10s
fuzz: packages
	@for package in $$(go list ./...); do \
		for name in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$name"; \
			go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

# Faults at each step of each door, processes that are killed, and ledgers that
# must balance.
FAULTS ?= 1000
KILLS  ?= 50
faults: tools
	go run ./storage/storagetest/with go test ./cmd/invoer -run '^(TestFaults|TestKilledProcesses)$$' -v -timeout 90m -faults $(FAULTS) -kills $(KILLS)

# Fifty documents by keyboard alone, five with one error each, and all pages in
# all languages: its last line is the sum of the first and the last.
desk: tools
	@mkdir -p .cache/desk && rm -f .cache/desk/*
	go run ./storage/storagetest/with go test ./api/portal -run '^(TestDesk|TestTrialDocumentsWithOneErrorEach|TestPagesAreForEverybody|TestNoPageScrollsSideways)$$' -v -timeout 60m -desk $(CURDIR)/.cache/desk
	@cat .cache/desk/trials && echo
	@echo "$$(cat .cache/desk/keys); $$(cat .cache/desk/axe)"

bench: tools
	go run ./storage/storagetest/with go test -run '^$$' -bench . -benchmem -timeout 60m ./...

corpus: packages
	go test ./extractors -run TestCorpus -v

# Each document is read with weights that were learnt without its layout. Pages
# are kept in .cache/words: empty it after a change of what reads pages.
TRUTH ?= ../shared/devset/belgian/truth.jsonl ../shared/devset/public/truth.jsonl
TEACH := .cache/invented/truth.jsonl .cache/tills/truth.jsonl
BATCHES ?= ../shared/devset/belgian/batches.jsonl
accuracy: build $(TEACH)
	bin/invoer eval --batches $(BATCHES) --stacks 200 $(foreach file,$(TRUTH),--truth $(file)) --limit-kind pdf-text --words .cache/words
	bin/invoer eval $(foreach file,$(TRUTH),--truth $(file)) $(foreach file,$(TEACH),--teach $(file)) --leave-out layout --words .cache/words \
		--markdown docs/measurements.md --html .cache/accuracy.html

# The weights of the program, from all truth and the invented documents.
learn: build $(TEACH)
	bin/invoer learn $(foreach file,$(TRUTH),--truth $(file)) $(foreach file,$(TEACH),--teach $(file)) --words .cache/words --out extractors/weights/weights.json

# Documents to learn from, always the same ones (docs/decisions/0097).
.cache/invented/truth.jsonl: $(wildcard extractors/samples/*.go extractors/samples/*/*.go extractors/samples/words/*.json)
	go run ./extractors/samples/generate --out $(@D) --seed 601 --count 400 --each 1
.cache/tills/truth.jsonl: $(wildcard extractors/samples/*.go extractors/samples/*/*.go extractors/samples/words/*.json)
	go run ./extractors/samples/generate --out $(@D) --seed 602 --count 150 --each 1 --doc-type receipt
