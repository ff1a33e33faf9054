#ifndef SLIPWAY_EXPR_NUMBER_H
#define SLIPWAY_EXPR_NUMBER_H

#include "lib/expr/text.h"

/*
 * Numbers as the original reads and prints them, whatever the locale.
 *
 * struct digits is a number as decimal digits: 0.d1 d2 d3 ... times 10 to the
 * power of point. A decimal keeps the zeros it was written with.
 */
#define DIGITS_MAX 1500

struct digits {
	bool is_negative;
	int count;
	int point;
	char digit[DIGITS_MAX];		/* '0' to '9', the first is not '0' */
};

enum number_type {
	NUMBER_INT,
	NUMBER_DOUBLE,
	NUMBER_DECIMAL
};

struct number {
	enum number_type type;
	double value;			/* of a double */
	struct digits digits;		/* of the others */
};

/*
 * A double: outer white space, sign, "," after any integer digit, fraction,
 * exponent, Infinity, NaN; what is too great is Infinity.
 */
bool	number_parse(struct str s, double *ret);

/* Appends the shortest text that reads back as the same double. */
void	number_put(struct buf *b, double value);

/* As an int (32 bits), a double or a decimal (96 bits, no exponent). */
bool	number_read(struct str s, enum number_type type, struct number *ret);

/* Reads what snprintf made of a double with %e. */
void	digits_of_text(const char *s, struct digits *ret);
/* Keeps the first count digits, rounds half away from zero, cuts zeros behind. */
void	digits_round(struct digits *d, int count);

/* Appends the number in a format, standard or custom; false if it is none for it. */
bool	number_format(struct buf *b, const struct number *n, struct str format);
/* The second kind alone. */
void	number_format_custom(struct buf *b, const struct number *n, struct str format);

#endif
