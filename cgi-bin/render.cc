/*
 * A JSON tree becomes a ctemplate dictionary; the only C++ and the only user of
 * ctemplate. The walk is architecture's rule that markers are whole paths: scopes
 * of ctemplate leak outwards, so a short name would show an outer value when the
 * inner one is missing.
 */
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <string>

extern "C" {
#include "cgi-bin/render.h"
}

namespace {

struct Settings {
	bool reload = false;
} settings;

constexpr size_t kWordMax = 40;
constexpr int kDepthMax = 32;

/* Characters that markers cannot have become "_". */
std::string
path_of(const std::string &prefix, const char *name)
{
	std::string path = prefix.empty() ? "" : prefix + "_";

	for (const char *c = name; *c; c++)
		path += isalnum(static_cast<unsigned char>(*c)) ? *c : '_';
	return path;
}

bool
is_word(const std::string &s)
{
	if (s.empty() || s.size() > kWordMax || !isalpha(static_cast<unsigned char>(s[0])))
		return false;
	for (char c : s) {
		if (!isalnum(static_cast<unsigned char>(c)))
			return false;
	}
	return true;
}

void
show_any(ctemplate::TemplateDictionary *d, const std::string &path, bool any)
{
	d->ShowSection(path + (any ? "_any" : "_none"));
}

void walk(ctemplate::TemplateDictionary *d, const std::string &path, json_object *value, int depth);

void
walk_text(ctemplate::TemplateDictionary *d, const std::string &path, json_object *value)
{
	std::string text = json_object_get_string(value);

	d->SetValue(path, text);
	show_any(d, path, !text.empty() && text != "0");
	if (is_word(text))
		d->ShowSection(path + "_is_" + text);
}

void
walk_array(ctemplate::TemplateDictionary *d, const std::string &path, json_object *value, int depth)
{
	size_t len = json_object_array_length(value);

	d->SetIntValue(path + "_Count", static_cast<long>(len));
	show_any(d, path, len > 0);
	if (len == 1)
		d->ShowSection(path + "_one");
	else
		d->ShowSection(path + "_many");
	for (size_t i = 0; i < len; i++) {
		json_object *item = json_object_array_get_idx(value, i);
		ctemplate::TemplateDictionary *section = d->AddSectionDictionary(path);

		section->SetIntValue(path + "_Index", static_cast<long>(i));
		section->SetIntValue(path + "_Number", static_cast<long>(i) + 1);
		if (json_object_is_type(item, json_type_object))
			walk(section, path, item, depth + 1);
		else
			walk(section, path + "_Item", item, depth + 1);
	}
}

void
walk(ctemplate::TemplateDictionary *d, const std::string &path, json_object *value, int depth)
{
	if (depth > kDepthMax)
		return;
	switch (json_object_get_type(value)) {
	case json_type_object: {
		struct json_object_iterator it = json_object_iter_begin(value);
		struct json_object_iterator end = json_object_iter_end(value);

		if (!path.empty())
			show_any(d, path, json_object_object_length(value) > 0);
		for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it))
			walk(d, path_of(path, json_object_iter_peek_name(&it)),
			    json_object_iter_peek_value(&it), depth + 1);
		return;
	}
	case json_type_array:
		walk_array(d, path, value, depth);
		return;
	case json_type_boolean:
		d->ShowSection(path + (json_object_get_boolean(value) ? "_yes" : "_no"));
		d->SetValue(path, json_object_get_boolean(value) ? "true" : "false");
		return;
	case json_type_null:
		show_any(d, path, false);
		return;
	default:
		walk_text(d, path, value);
	}
}

} // namespace

extern "C" bool
render_open(const char *folder, bool reload)
{
	settings.reload = reload;
	return ctemplate::Template::SetTemplateRootDirectory(folder);
}

extern "C" const char *
render_template(struct arena *a, const char *name, struct json_object *root, size_t *ret_len)
{
	try {
		ctemplate::TemplateDictionary dictionary("page");
		std::string out;

		if (settings.reload)
			ctemplate::mutable_default_template_cache()->ReloadAllIfChanged(
			    ctemplate::TemplateCache::LAZY_RELOAD);
		walk(&dictionary, "", root, 0);
		if (!ctemplate::ExpandTemplate(std::string(name) + ".tpl",
		    ctemplate::STRIP_BLANK_LINES, &dictionary, &out))
			return nullptr;
		*ret_len = out.size();
		return arena_strndup(a, out.data(), out.size());
	} catch (...) {
		return nullptr;
	}
}
