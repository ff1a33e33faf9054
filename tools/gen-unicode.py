#!/usr/bin/env python3
"""Prints lib/expr/unicode.c: letters and digits from Python's own Unicode data,
simple case mappings from the C library. Run by hand: tools/gen-unicode.py > lib/expr/unicode.c"""
import ctypes
import unicodedata

libc = ctypes.CDLL("libc.so.6")
libc.setlocale.restype = ctypes.c_char_p
assert libc.setlocale(0, b"C.UTF-8")


def ranges(is_in):
    found, start = [], None
    for c in range(0x10001):
        inside = c < 0x10000 and is_in(unicodedata.category(chr(c)))
        if inside and start is None:
            start = c
        if not inside and start is not None:
            found.append((start, c - 1))
            start = None
    return found


def shifts(convert):
    """Runs of (first, last, step, delta)."""
    runs = []
    for c in range(0x80, 0x110000):
        if 0xD800 <= c < 0xE000 or c in (0xDF, 0x130, 0x131, 0x17F):
            continue
        delta = convert(c) - c
        if delta == 0:
            continue
        if runs and runs[-1][3] == delta and c - runs[-1][1] in (1, 2):
            first, last, step, _ = runs[-1]
            if step == 0 or step == c - last:
                runs[-1] = (first, c, c - last, delta)
                continue
        runs.append((c, c, 0, delta))
    return [(a, b, s or 1, d) for a, b, s, d in runs]


def table(kind, name, rows, per_line):
    print(f"\nconst struct {kind} {name}[] = {{")
    for i in range(0, len(rows), per_line):
        print("\t" + " ".join("{" + ", ".join(hex(v) if n < 2 else str(v) for n, v in enumerate(r)) + "},"
                              for r in rows[i:i + per_line]))
    print("};")
    print(f"const size_t {name}_count = COUNT({name});")


print("""/*
 * Unicode %s as far as the language needs it: letters and decimal digits of the
 * basic plane, simple case mappings. Written by tools/gen-unicode.py; do not edit.
 */
#include "lib/expr/unicode.h\"""" % unicodedata.unidata_version)
table("unicode_range", "unicode_words", ranges(lambda k: k[0] == "L" or k == "Nd"), 5)
table("unicode_shift", "unicode_upper", shifts(libc.towupper), 3)
table("unicode_shift", "unicode_lower", shifts(libc.towlower), 3)
