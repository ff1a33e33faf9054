# Slipway. `make help` lists what can be done.
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

SAN ?= 0
ifeq ($(SAN),1)
B := build/san
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT := -O1 -g
else
B := build
SANFLAGS :=
OPT := -O2 -g -D_FORTIFY_SOURCE=2
endif

CC := $(if $(shell command -v ccache),ccache )gcc
CXX := $(if $(shell command -v ccache),ccache )g++
PKGS := json-c libsodium libpq libcmark libpcre2-8 libxml-2.0
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
WARN := -Wall -Wextra -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wundef -Wvla -Werror
HARD := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
CFLAGS = -std=gnu17 $(OPT) $(WARN) $(HARD) $(SANFLAGS) -D_GNU_SOURCE -I. -I$(B)/gen $(PKG_CFLAGS)
CXXFLAGS = -std=gnu++17 $(OPT) -Wall -Wextra -Werror $(HARD) $(SANFLAGS) -D_GNU_SOURCE -I. -I$(B)/gen
LDFLAGS = -pie -Wl,-z,relro,-z,now $(SANFLAGS)


# ---- what there is to build ------------------------------------------------
LIB_SRC := $(wildcard lib/base/*.c lib/expr/*.c lib/store/*.c lib/model/*.c lib/api/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o) $(B)/gen/sql.o
RUNNER_LIB_SRC := $(filter-out runner/main.c,$(wildcard runner/*.c))
PORTAL_LIB_SRC := $(filter-out cgi-bin/portal.c,$(wildcard cgi-bin/*.c cgi-bin/pages/*.c))
LIB := $(B)/libslipway.a
LIBS := $(shell pkg-config --libs $(PKGS))

PROGRAMS := $(if $(wildcard cgi-bin/portal.c),$(B)/slipway-portal) \
	$(if $(wildcard runner/main.c),$(B)/slipway-runner) \
	$(if $(wildcard tools/ctl.c),$(B)/slipway-ctl) \
	$(if $(wildcard tools/expr.c),$(B)/slipway-expr)

.PHONY: all
all: $(PROGRAMS)

$(B)/%.o: %.c $(B)/gen/sql.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) -MMD -MP -c $< -o $@

$(B)/gen/sql.o: $(B)/gen/sql.c
	$(CC) $(CFLAGS) -c $< -o $@

# Named statements become an enum and a table; migrations become strings.
$(B)/gen/sql.h $(B)/gen/sql.c &: tools/gen-sql.awk tools/gen-sql.sh $(wildcard sql/query/*.sql sql/migrations/*.sql sql/functions/*.sql)
	@mkdir -p $(B)/gen
	tools/gen-sql.sh $(B)/gen

$(LIB): $(LIB_OBJ)
	rm -f $@
	ar rcs $@ $^

PORTAL_OBJ := $(PORTAL_LIB_SRC:%.c=$(B)/%.o) $(B)/cgi-bin/render.o
RUNNER_OBJ := $(RUNNER_LIB_SRC:%.c=$(B)/%.o)

$(B)/slipway-portal: $(B)/cgi-bin/portal.o $(PORTAL_OBJ) $(LIB)
	$(CXX) $(LDFLAGS) $^ -o $@ -lfcgi -lctemplate $(LIBS)

$(B)/slipway-runner: $(B)/runner/main.o $(RUNNER_OBJ) $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

$(B)/slipway-ctl: $(B)/tools/ctl.o $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

$(B)/slipway-expr: $(B)/tools/expr.o $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

# ---- unit tests: each tests/unit/test-*.c is a program that prints TAP ------
UNIT_SRC := $(wildcard tests/unit/test-*.c)
UNIT := $(UNIT_SRC:%.c=$(B)/%)
$(B)/tests/unit/test-runner-%: $(B)/tests/unit/test-runner-%.o $(RUNNER_OBJ) $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)
$(B)/tests/unit/test-portal-%: $(B)/tests/unit/test-portal-%.o $(PORTAL_OBJ) $(LIB)
	$(CXX) $(LDFLAGS) $^ -o $@ -lfcgi -lctemplate $(LIBS)
$(B)/tests/unit/test-%: $(B)/tests/unit/test-%.o $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

.PHONY: unit
unit: $(UNIT)
	prove -e '' $(UNIT)

# ---- fuzz targets: replayed over their corpus by every run of the tests -----
FUZZ_SRC := $(wildcard tests/fuzz/fuzz-*.c)
FUZZ := $(FUZZ_SRC:%.c=$(B)/%)
$(B)/tests/fuzz/fuzz-runner-%: $(B)/tests/fuzz/fuzz-runner-%.o $(B)/tests/fuzz/replay.o $(RUNNER_OBJ) $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)
$(B)/tests/fuzz/fuzz-portal-%: $(B)/tests/fuzz/fuzz-portal-%.o $(B)/tests/fuzz/replay.o $(PORTAL_OBJ) $(LIB)
	$(CXX) $(LDFLAGS) $^ -o $@ -lfcgi -lctemplate $(LIBS)
$(B)/tests/fuzz/fuzz-%: $(B)/tests/fuzz/fuzz-%.o $(B)/tests/fuzz/replay.o $(LIB)
	$(CC) $(LDFLAGS) $^ -o $@ $(LIBS)

.PHONY: fuzz-replay
fuzz-replay: $(FUZZ)
	@for f in $(FUZZ); do n=$${f##*/fuzz-}; $$f tests/fuzz/corpus/$$n || exit 1; done

.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
