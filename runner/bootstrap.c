/*
 * Puts the texts of runner/bootstrap/ into the program. The assembler reads the files;
 * the Makefile knows that this object depends on them.
 */
#include "runner/bootstrap.h"

#define TEXT(symbol, file) \
	__asm__(".section .rodata\n" \
	    ".global " #symbol "\n" \
	    ".type " #symbol ", @object\n" \
	    #symbol ":\n" \
	    ".incbin \"runner/bootstrap/" file "\"\n" \
	    ".byte 0\n" \
	    ".size " #symbol ", .-" #symbol "\n" \
	    ".previous\n")

TEXT(bootstrap_bash, "bootstrap.sh");
TEXT(bootstrap_powershell, "bootstrap.ps1");
TEXT(bootstrap_python, "bootstrap.py");
TEXT(bootstrap_remote, "remote.sh");
