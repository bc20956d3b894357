# What can be done here: `make` alone says it. Each target installs with apt what it lacks.

PREFIX ?= /usr/local
DESTDIR ?=
STATIC_BINARY = .build/static/verbatim
INSTALLED = bin/verbatim \
	share/bash-completion/completions/verbatim \
	share/zsh/site-functions/_verbatim \
	share/fish/vendor_completions.d/verbatim.fish \
	share/man/man1/verbatim.1

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-peers bench-growth bench-tei docs install uninstall dist clean \
	dependencies release-dependencies release

help: ## says what each target does
	@echo "Verbatim: search what people said, and quote it so that it can be proved."
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: dependencies ## builds verbatim, sets up the example study and shows a search and extracts
	@Scripts/run-demo

test: dependencies ## builds and runs every test; says what was skipped and why
	@Scripts/run-tests

lint: dependencies ## holds the sources against .swift-format
	@echo "checking the format of Sources, Tests and Package.swift"
	@swift format lint --strict -r Sources Tests Package.swift

bench: dependencies ## runs the benchmarks of Benchmarks/
	@if [ -e Benchmarks/Package.swift ]; then \
		echo "running the benchmarks (release build)"; \
		Benchmarks/run; \
	else \
		echo "There are no benchmarks here yet: Benchmarks/Package.swift is missing." >&2; exit 2; \
	fi

# What those below measure: the installed binary, unless VERBATIM names another.
VERBATIM ?= $(STATIC_BINARY)
# Turns as JSON Lines, .xz or not; TURNS=20000 takes the first of them, for a quick run.
CORPUS ?= ../shared/corpora/bench/turns.jsonl.xz
TURNS ?= 0
# Where the peers, the corpus as text, and the indices are kept (some GB).
PEERS ?= .build/peers

bench-peers: $(if $(filter $(STATIC_BINARY),$(VERBATIM)),release) ## measures Tantivy, FTS5, Xapian, Lucene and us on one corpus
	@VERBATIM="$(VERBATIM)" CORPUS="$(CORPUS)" TURNS="$(TURNS)" PEERS="$(PEERS)" \
		Benchmarks/peers/run $(BENCH_OPTIONS)

bench-growth: $(if $(filter $(STATIC_BINARY),$(VERBATIM)),release) ## builds 1, 10, 100 and 1000 million tokens (an hour, 40 GB)
	@VERBATIM="$(VERBATIM)" CORPUS="$(CORPUS)" PEERS="$(PEERS)" \
		Benchmarks/growth/run $(BENCH_OPTIONS)

# TEI files whose reading is measured.
TEI ?= $(wildcard ../shared/corpora/tei/parlamint-at/*.xml ../shared/corpora/tei/gerdracor/*.xml)

bench-tei: $(if $(filter $(STATIC_BINARY),$(VERBATIM)),release) ## measures TEI beside the same turns as JSON Lines
	@Benchmarks/tei/tei.py --verbatim "$(VERBATIM)" $(BENCH_OPTIONS) $(TEI)

docs: dependencies ## writes the documentation of each module into docs-out/
	@Scripts/build-documentation

install: release ## installs the static binary, completions and manual page under PREFIX (/usr/local)
	@DESTDIR="$(DESTDIR)" Scripts/install-tree $(STATIC_BINARY) "$(PREFIX)"

uninstall: ## removes what install put under PREFIX
	@cd "$(DESTDIR)$(PREFIX)" && rm -fv $(INSTALLED)

dist: release ## packs binary, completions, manual page, LICENSE and README into dist/
	@Scripts/make-distribution $(STATIC_BINARY)

clean: ## removes everything that was built, and the example study
	@rm -rf .build dist docs-out demo-study

dependencies:
	@Scripts/install-dependencies

release-dependencies:
	@Scripts/install-dependencies release

release: release-dependencies
	@echo "building the static release binary (some minutes at first)"
	@Scripts/build-release
