/*
 * Names of the categories of log lines.
 */
#include "lib/store/category.h"

static const struct {
	int category;
	const char *text;
} names[] = {
	{CATEGORY_VERBOSE, "Verbose"},
	{CATEGORY_INFO, "Info"},
	{CATEGORY_HIGHLIGHT, "Highlight"},
	{CATEGORY_WAIT, "Wait"},
	{CATEGORY_GAP, "Gap"},
	{CATEGORY_WARNING, "Warning"},
	{CATEGORY_ERROR, "Error"},
	{CATEGORY_FATAL, "Fatal"},
};

const char *
category_text(int category)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		if (names[i].category == category)
			return names[i].text;
	}
	return "Info";
}
