/*
 * The normal form of expressions: how an unresolved one stands in the output and
 * in reports.
 */
#include "lib/expr/ast.h"
#include "lib/expr/number.h"

static void
show_body(struct buf *b, const struct body *body)
{
	for (; body != NULL; body = body->next)
		show_token(b, body->token);
}

/* Literal text as it must be written to come out as itself. */
static void
show_text(struct buf *b, struct str text)
{
	size_t at = 0, next;

	while ((next = str_find(text, STR("#{"), at)) != SIZE_MAX) {
		buf_str(b, str_slice(text, at, next));
		buf_puts(b, "##{");
		at = next + 2;
	}
	buf_str(b, str_slice(text, at, text.len));
}

void
show_content(struct buf *b, const struct content *content)
{
	if (content->symbol != NULL)
		buf_str(b, content->symbol->spelling);
	for (const struct filter_call *c = content->calls; c != NULL; c = c->next) {
		buf_puts(b, " | ");
		buf_str(b, c->name);
		for (const struct body *o = c->options; o != NULL; o = o->next) {
			buf_putc(b, ' ');
			show_token(b, o->token);
		}
	}
}

static void
show_cond(struct buf *b, const struct token *t)
{
	buf_puts(b, "#{if ");
	show_content(b, &t->content);
	if (t->test != TEST_TRUTHY) {
		buf_puts(b, t->is_unequal ? " != " : " == ");
		if (t->test == TEST_STRING) {
			buf_putc(b, '"');
			buf_str(b, t->text);
			buf_putc(b, '"');
		} else {
			show_content(b, &t->right);
		}
		buf_putc(b, ' ');
	}
	buf_putc(b, '}');
	show_body(b, t->yes);
	if (t->no != NULL) {
		buf_puts(b, "#{else}");
		show_body(b, t->no);
	}
	buf_puts(b, "#{/if}");
}

static void
show_sum(struct buf *b, const struct term *sum)
{
	for (const struct term *t = sum; t != NULL; t = t->next) {
		if (t != sum)
			buf_putc(b, t->op);
		for (const struct factor *f = t->factors; f != NULL; f = f->next) {
			if (f != t->factors)
				buf_putc(b, f->op);
			if (f->sum != NULL)
				show_sum(b, f->sum);
			else if (f->symbol != NULL)
				buf_str(b, f->symbol->spelling);
			else
				number_put(b, f->number);
		}
	}
}

void
show_token(struct buf *b, const struct token *t)
{
	switch (t->kind) {
	case TOKEN_TEXT:
		show_text(b, t->text);
		break;
	case TOKEN_LITERAL:
		buf_putc(b, '"');
		show_text(b, t->text);
		buf_putc(b, '"');
		break;
	case TOKEN_SUBST:
		buf_puts(b, "#{");
		show_content(b, &t->content);
		buf_putc(b, '}');
		break;
	case TOKEN_COND:
		show_cond(b, t);
		break;
	case TOKEN_EACH:
		buf_puts(b, "#{each ");
		buf_str(b, t->text);
		buf_puts(b, " in ");
		show_content(b, &t->content);
		buf_putc(b, '}');
		show_body(b, t->yes);
		buf_puts(b, "#{/each}");
		break;
	case TOKEN_CALC:
		buf_puts(b, "#{");
		show_sum(b, t->sum);
		buf_putc(b, '}');
		break;
	}
}
