/* The tables of pages: every row can be rendered, every form can be sent. */
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/render.h"
#include "lib/model/field.h"
#include "tests/unit/tap.h"

static const struct page *const tables[] = {
	pages_home, pages_projects, pages_process, pages_step, pages_releases, pages_deploy, pages_tasks,
	pages_infrastructure, pages_profile, pages_configuration,
};

static void
every_template_is_there_and_parses(struct work *w)
{
	size_t len;

	OK(render_open("templates", false));
	for (size_t t = 0; t < COUNT(tables); t++) {
		for (const struct page *p = tables[t]; p->path; p++) {
			if (!OK(render_template(w->arena, p->template, json_new_object(w), &len)))
				printf("# %s: templates/%s.tpl\n", p->path, p->template);
		}
	}
}

static void
every_form_names_a_kind_that_exists(struct work *w)
{
	(void)w;
	for (size_t t = 0; t < COUNT(tables); t++) {
		for (const struct page *p = tables[t]; p->path; p++) {
			for (const struct form *f = p->forms; f && (f->path || f->run); f++) {
				if (!OK(f->kind == NULL || kind_find(f->kind) != NULL))
					printf("# %s: kind '%s'\n", p->path, f->kind);
				if (!OK(f->run != NULL || f->method != NULL))
					printf("# %s: a form without a method\n", p->path);
			}
		}
	}
}

static void
every_page_has_a_title_and_a_place(struct work *w)
{
	(void)w;
	for (size_t t = 0; t < COUNT(tables); t++) {
		for (const struct page *p = tables[t]; p->path; p++) {
			OK(strncmp(p->path, "/app", 4) == 0 && p->title != NULL);
			OK(p->nav == NULL || strstr(p->path, "{p}") != NULL);
		}
	}
}

static const struct test tests[] = {
	TEST(every_template_is_there_and_parses),
	TEST(every_form_names_a_kind_that_exists),
	TEST(every_page_has_a_title_and_a_place),
};

TAP_MAIN(tests)
