/*
 * The table of service messages. Source: Calamari's and Octopus Server's names.
 */
#include "runner/effect.h"

#include "runner/spool.h"

static const struct effect effects[] = {
	{"stdout-default", EFFECT_CATEGORY, 0, LOG_INFO, NULL},
	{"stdout-verbose", EFFECT_CATEGORY, 0, LOG_VERBOSE, NULL},
	{"stdout-warning", EFFECT_CATEGORY, 0, LOG_WARNING, NULL},
	{"stdout-error", EFFECT_CATEGORY, 0, LOG_ERROR, NULL},
	{"stdout-highlight", EFFECT_CATEGORY, 0, LOG_HIGHLIGHT, NULL},
	{"stdout-wait", EFFECT_CATEGORY, 0, LOG_WAIT, NULL},
	{"stdout-ignore", EFFECT_CATEGORY, 0, 0, NULL},
	{"stderr-default", EFFECT_CATEGORY, 1, LOG_ERROR, NULL},
	{"stderr-error", EFFECT_CATEGORY, 1, LOG_ERROR, NULL},
	{"stderr-progress", EFFECT_CATEGORY, 1, LOG_VERBOSE, NULL},
	{"stderr-ignore", EFFECT_CATEGORY, 1, 0, NULL},
	{"mask", EFFECT_MASK, 0, 0, NULL},
	{"setVariable", EFFECT_VARIABLE, 0, 0, " value "},
	{"resultMessage", EFFECT_RESULT, 0, 0, NULL},
	{"progress", EFFECT_PROGRESS, 0, 0, NULL},
	{"createArtifact", EFFECT_ARTIFACT, 0, 0, NULL},
	{"set-environmentstate", EFFECT_RECORD, 0, 0, " value "},
	{"k8s-manifest-applied", EFFECT_RECORD, 0, 0, NULL},
	{"createStepPackageTarget", EFFECT_RECORD, 0, 0, NULL},
	{"delete-target", EFFECT_RECORD, 0, 0, NULL},
	{"create-tokenaccount", EFFECT_RECORD, 0, 0, " token "},
	{"create-userpassaccount", EFFECT_RECORD, 0, 0, " password "},
	{"create-awsaccount", EFFECT_RECORD, 0, 0, " secretKey accessKey "},
	{"create-azureaccount", EFFECT_RECORD, 0, 0, " password azurePassword "},
	{"create-*", EFFECT_RECORD, 0, 0, " password token secretKey accessKey "},
	{"foundPackage", EFFECT_SILENT, 0, 0, NULL},
	{"deltaVerification", EFFECT_SILENT, 0, 0, NULL},
	{"calamari-*", EFFECT_SILENT, 0, 0, NULL},
};

static const struct effect unknown = {"", EFFECT_UNKNOWN, 0, 0, NULL};

const struct effect *
effect_find(const char *name)
{
	for (size_t i = 0; i < COUNT(effects); i++) {
		size_t len = strlen(effects[i].name);

		if (effects[i].name[len - 1] == '*' ?
		    strncmp(effects[i].name, name, len - 1) == 0 :
		    strcmp(effects[i].name, name) == 0)
			return &effects[i];
	}
	return &unknown;
}

bool
effect_seals(const struct effect *e, const char *key)
{
	size_t len = strlen(key);
	const char *at = e->sealed;

	while (at != NULL && (at = strstr(at, key)) != NULL) {
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
		at += len;
	}
	return false;
}
