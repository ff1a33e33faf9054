# Slipway. `make help` lists what can be done; the texts are the ## lines here.
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
JOBS := $(shell nproc)
SUBMAKE = $(MAKE) --no-print-directory

PREFIX ?= /usr/local
DESTDIR ?=

SAN ?= 0
FUZZER ?= 0
ifeq ($(FUZZER),1)
B := build/fuzz
# gcc judges the warnings; clang has others
SANFLAGS := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-error
OPT := -O1 -g
else ifeq ($(SAN),1)
B := build/san
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT := -O1 -g
else
B := build
SANFLAGS :=
OPT := -O2 -g -D_FORTIFY_SOURCE=2
endif

CCACHE := $(if $(shell command -v ccache),ccache )
ifeq ($(FUZZER),1)
CC := $(CCACHE)clang
CXX := $(CCACHE)clang++
else
CC := $(CCACHE)gcc
CXX := $(CCACHE)g++
endif
PKGS := json-c libsodium libpq libcmark libpcre2-8 libpcre2-16 libcrypto libxml-2.0
# Empty until tools/install-packages has installed pkg-config; then make starts anew.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
WARN := -Wall -Wextra -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wundef -Wvla -Werror
HARD := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
CFLAGS = -std=gnu17 $(OPT) $(WARN) $(HARD) $(SANFLAGS) -D_GNU_SOURCE -I. -I$(B)/gen $(PKG_CFLAGS)
CXXFLAGS = -std=gnu++17 $(OPT) -Wall -Wextra -Werror $(HARD) $(SANFLAGS) -D_GNU_SOURCE -I. -I$(B)/gen
LDFLAGS = -pie -Wl,-z,relro,-z,now $(SANFLAGS)

# make V=1 shows whole commands.
V ?=
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $@;)

# ---- running it --------------------------------------------------------------
.PHONY: run start stop demo packages build
run: build	## build and run until Ctrl-C (SLIPWAY_HOME, SLIPWAY_LISTEN)
	@exec tools/slipway run

start: build	## the same in the background
	@tools/slipway start

stop:	## stop what run or start started
	@tools/slipway stop

demo: build	## fill it with the Hello World example and deploy that
	@tools/slipway demo

packages:	## install the Debian packages that are missing
	@tools/install-packages run

build: packages
	@$(SUBMAKE) -j$(JOBS) all

# ---- what there is to build ------------------------------------------------
LIB_SRC := $(wildcard lib/base/*.c lib/expr/*.c lib/store/*.c lib/model/*.c lib/api/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o) $(B)/gen/sql.o
RUNNER_LIB_SRC := $(filter-out runner/main.c runner/shim_main.c,$(wildcard runner/*.c))
PORTAL_LIB_SRC := $(filter-out cgi-bin/portal.c,$(wildcard cgi-bin/*.c cgi-bin/pages/*.c))
LIB := $(B)/libslipway.a
LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

PROGRAMS := $(if $(wildcard cgi-bin/portal.c),$(B)/slipway-portal) \
	$(if $(wildcard runner/main.c),$(B)/slipway-runner) \
	$(if $(wildcard runner/shim_main.c),$(B)/slipway-shim) \
	$(if $(wildcard tools/ctl.c),$(B)/slipway-ctl) \
	$(if $(wildcard tools/expr.c),$(B)/slipway-expr)

.PHONY: all
all: $(PROGRAMS)	## build everything (SAN=1: with sanitizers, into build/san)
	@:

$(B)/%.o: %.c $(B)/gen/sql.h
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(CFLAGS) -MMD -MP -c $< -o $@

# The assembler reads these texts (.incbin), which the compiler does not notice.
$(B)/runner/bootstrap.o: $(wildcard runner/bootstrap/*)

$(B)/%.o: %.cc
	@mkdir -p $(@D)
	$(call say,CXX) $(CXX) $(CXXFLAGS) -MMD -MP -c $< -o $@

$(B)/gen/sql.o: $(B)/gen/sql.c
	$(call say,CC) $(CC) $(CFLAGS) -c $< -o $@

# Named statements become an enum and a table; migrations become strings.
$(B)/gen/sql.h $(B)/gen/sql.c &: tools/gen-sql.awk tools/gen-sql.sh $(wildcard sql/query/*.sql sql/migrations/*.sql sql/functions/*.sql)
	@mkdir -p $(B)/gen
	tools/gen-sql.sh $(B)/gen

$(LIB): $(LIB_OBJ)
	$(call say,AR) rm -f $@; ar rcs $@ $^

PORTAL_OBJ := $(PORTAL_LIB_SRC:%.c=$(B)/%.o) $(B)/cgi-bin/render.o
RUNNER_OBJ := $(RUNNER_LIB_SRC:%.c=$(B)/%.o)

$(B)/slipway-portal: $(B)/cgi-bin/portal.o $(PORTAL_OBJ) $(LIB)
	$(call say,LINK) $(CXX) $(LDFLAGS) $^ -o $@ -lfcgi -lctemplate $(LIBS)

$(B)/slipway-runner: $(B)/runner/main.o $(RUNNER_OBJ) $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

# An archive, so that a shim gets what it needs and no more.
$(B)/librunner.a: $(RUNNER_OBJ)
	$(call say,AR) rm -f $@; ar rcs $@ $^

$(B)/slipway-shim: $(B)/runner/shim_main.o $(B)/librunner.a $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ $(shell pkg-config --libs json-c libsodium)

$(B)/slipway-ctl: $(B)/tools/ctl.o $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

$(B)/slipway-expr: $(B)/tools/expr.o $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

# ---- unit tests: each tests/unit/test-*.c is a program that prints TAP ------
UNIT_SRC := $(wildcard tests/unit/test-*.c)
UNIT := $(UNIT_SRC:%.c=$(B)/%)
$(B)/tests/unit/test-runner-%: $(B)/tests/unit/test-runner-%.o $(RUNNER_OBJ) $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ $(LIBS)
$(B)/tests/unit/test-portal-%: $(B)/tests/unit/test-portal-%.o $(PORTAL_OBJ) $(LIB)
	$(call say,LINK) $(CXX) $(LDFLAGS) $^ -o $@ -lfcgi -lctemplate $(LIBS)
$(B)/tests/unit/test-%: $(B)/tests/unit/test-%.o $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

.PHONY: unit
unit: $(UNIT)
	prove -e '' $(UNIT)

# ---- fuzz targets: replayed over their corpus by every run of the tests -----
FUZZ_SRC := $(wildcard tests/fuzz/fuzz-*.c)
FUZZ := $(FUZZ_SRC:%.c=$(B)/%)
ifeq ($(FUZZER),1)
FUZZ_LDFLAGS := -fsanitize=fuzzer
else
FUZZ_MAIN := $(B)/tests/fuzz/replay.o
endif
$(B)/tests/fuzz/fuzz-runner-%: $(B)/tests/fuzz/fuzz-runner-%.o $(FUZZ_MAIN) $(RUNNER_OBJ) $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $(FUZZ_LDFLAGS) $^ -o $@ $(LIBS)
$(B)/tests/fuzz/fuzz-portal-%: $(B)/tests/fuzz/fuzz-portal-%.o $(FUZZ_MAIN) $(PORTAL_OBJ) $(LIB)
	$(call say,LINK) $(CXX) $(LDFLAGS) $(FUZZ_LDFLAGS) $^ -o $@ -lfcgi -lctemplate $(LIBS)
$(B)/tests/fuzz/fuzz-%: $(B)/tests/fuzz/fuzz-%.o $(FUZZ_MAIN) $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $(FUZZ_LDFLAGS) $^ -o $@ $(LIBS)

.PHONY: fuzz-replay
fuzz-replay: $(FUZZ)
	@tests/fuzz/replay-all $(B)

# The same targets under libFuzzer; what it finds stays in build/fuzz/found/.
T ?=
FOR ?= 60
.PHONY: fuzz
fuzz:	## search for input that crashes a parser: make fuzz T=url FOR=60
	@test -n "$(T)" || { echo "Say which: make fuzz T=…: $(FUZZ_SRC:tests/fuzz/fuzz-%.c=%)"; exit 2; }
	@$(SUBMAKE) -j$(JOBS) FUZZER=1 build/fuzz/tests/fuzz/fuzz-$(T)
	@mkdir -p build/fuzz/found/$(T)
	build/fuzz/tests/fuzz/fuzz-$(T) -max_total_time=$(FOR) -artifact_prefix=build/fuzz/found/$(T)/ \
		build/fuzz/found/$(T) tests/fuzz/corpus/$(T)

# ---- tests -------------------------------------------------------------------
.PHONY: check test test-programs
test-programs: $(UNIT) $(FUZZ)

check: all test-programs	## everything that needs no server: checkers, unit tests, fuzz corpora
	@tests/run check

test:	## everything, with servers of its own (installs what the tests need)
	@tools/install-packages test
	@$(SUBMAKE) -j$(JOBS) all test-programs
	@$(SUBMAKE) -j$(JOBS) SAN=1 all test-programs
	@tests/run all

# Programs of the bench: what they measure is said in docs/performance.md.
BENCH := $(patsubst %.c,$(B)/%,$(filter-out %/http.c,$(wildcard tests/bench/*.c)))
$(BENCH): %: %.o $(B)/tests/bench/http.o $(LIB)
	$(call say,LINK) $(CC) $(LDFLAGS) $^ -o $@ -pthread $(LIBS)

ROW ?=
.PHONY: bench
bench:	## measure against reference programs, in minutes: make bench ROW=5 is one
	@tools/install-packages test
	@$(SUBMAKE) -j$(JOBS) all $(BENCH)
	@tests/bench/run $(ROW)

.PHONY: lint format
lint:	## clang-tidy and gcc -fanalyzer
	@tools/install-packages lint
	@tools/lint

format:	## format the lines changed since the last commit with clang-format
	@tools/install-packages lint
	@git clang-format --force HEAD

# ---- installing --------------------------------------------------------------
.PHONY: install clean help
install: all	## install below PREFIX: programs, pages, systemd units (DESTDIR)
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' tools/install

clean:	## remove what was built
	rm -rf build

help:	## this list
	@awk -F '\t## ' '/^[a-z]+:.*\t## / { sub(/:.*/, "", $$1); printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
