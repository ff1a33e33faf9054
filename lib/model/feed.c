/* Feeds: where packages come from. Each space has one built in. */
#include "lib/model/kinds.h"

#define LOGIN \
	FIELD("Username", F_TEXT, .flags = F_NULL), \
	FIELD("Password", F_SECRET)
#define ATTEMPTS \
	FIELD("DownloadAttempts", F_INT, .otherwise = "5"), \
	FIELD("DownloadRetryBackoffSeconds", F_INT, .otherwise = "10")
#define FEED_URI \
	FIELD("FeedUri", F_TEXT, .flags = F_REQUIRED, .max = 2000)

static const struct field builtin_fields[] = {
	FIELD("DeleteUnreleasedPackagesAfterDays", F_INT, .flags = F_NULL),
	FIELD("DeletePackagesAssociatedWithReleases", F_BOOL),
	FIELD("IsBuiltInRepoSyncEnabled", F_BOOL),
	FIELD_END
};

static const struct field nuget_fields[] = {
	FEED_URI,
	LOGIN,
	FIELD("EnhancedMode", F_BOOL, .otherwise = "true"),
	ATTEMPTS,
	FIELD_END
};

static const struct field plain_fields[] = {FEED_URI, LOGIN, ATTEMPTS, FIELD_END};

static const struct field docker_fields[] = {
	FEED_URI,
	LOGIN,
	ATTEMPTS,
	FIELD("RegistryPath", F_TEXT, .flags = F_NULL),
	FIELD("ApiVersion", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field ecr_fields[] = {
	FIELD("Region", F_TEXT, .flags = F_REQUIRED),
	FIELD("AccessKey", F_TEXT, .flags = F_NULL),
	FIELD("SecretKey", F_SECRET),
	FIELD("OidcAuthentication", F_ANY),
	FIELD_END
};

static const struct field free_fields[] = {FIELD_END};

static const struct variant variants[] = {
	{"BuiltIn", "Built-in repository", builtin_fields},
	{"NuGet", "NuGet", nuget_fields},
	{"Maven", "Maven", plain_fields},
	{"GitHub", "GitHub repository", plain_fields},
	{"Helm", "Helm repository", plain_fields},
	{"OciRegistry", "OCI registry", plain_fields},
	{"Npm", "npm", plain_fields},
	{"PyPi", "PyPI", plain_fields},
	{"Docker", "Container registry", docker_fields},
	{"AwsElasticContainerRegistry", "AWS Elastic Container Registry", ecr_fields},
	{"S3", "AWS S3 bucket", free_fields},
	{"GcsStorage", "Google Cloud Storage", free_fields},
	{"ArtifactoryGeneric", "Artifactory (generic)", free_fields},
	{"AzureContainerRegistry", "Azure Container Registry", docker_fields},
	{"GoogleContainerRegistry", "Google Container Registry", docker_fields},
	{"OctopusProject", "Releases of projects", free_fields},
	{NULL, NULL, NULL}
};

static const char *const types[] = {
	"BuiltIn", "NuGet", "Maven", "GitHub", "Helm", "OciRegistry", "Npm", "PyPi", "Docker",
	"AwsElasticContainerRegistry", "S3", "GcsStorage", "ArtifactoryGeneric",
	"AzureContainerRegistry", "GoogleContainerRegistry", "OctopusProject", NULL
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD("FeedType", F_ENUM, .flags = F_ON_CREATE, .values = types, .otherwise = "\"NuGet\""),
	FIELD("PackageAcquisitionLocationOptions", F_TEXT, .flags = F_LIST,
	    .otherwise = "[\"Server\",\"ExecutionTarget\",\"NotAcquired\"]"),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/feeds/{id}"},
	{"SearchPackagesTemplate", "{S}/feeds/{id}/packages/search{?term,take,skip}"},
	{"SearchPackageVersionsTemplate", "{S}/feeds/{id}/packages/versions{?packageId,take,skip,"
	    "includePreRelease,versionRange,preReleaseTag,filter,includeReleaseNotes}"},
	{"VersionsTemplate", "{S}/feeds/{id}/packages{?packageId,versionRange,preReleaseTag,"
	    "includePreRelease,partialMatch,includeNotes,take,skip}"},
	{"SearchTemplate",
	    "{S}/feeds/{id}/packages{?packageId,partialMatch,includeMultipleVersions,"
	    "includeNotes,includePreRelease,take,skip}"},
	{"NotesTemplate", "{S}/feeds/{id}/packages/notes{?packageId,version}"},
	{"Packages", "{S}/packages{?nuGetPackageId,filter,latest,skip,take,includeNotes}"},
	{"ApiPush", "{S}/packages/raw{?replace,overwriteMode}"},
	{"NuGetPush", "{S}/nuget/packages"},
	{"BuiltInStatus", "{S}/feeds/stats"},
	LINK_END
};

static const struct filter filters[] = {
	{"feedType", {"FeedType"}, "is"},
	FILTER_END
};

static bool
check(struct work *w, enum change change, struct json_object *old,
    struct json_object *doc UNUSED)
{
	if (change == CHANGE_DELETE && strcmp(json_str(old, "FeedType", ""), "BuiltIn") == 0)
		return fail_field(w, "", "The built-in feed cannot be deleted.");
	return true;
}

const struct kind kind_feed = {
	.name = "feed",
	.collection = "feeds",
	.prefix = "Feeds-",
	.label = "feed",
	.item_type = "Feed",
	.flags = KIND_SLUG,
	.fields = fields,
	.variants = variants,
	.variant = "FeedType",
	.links = links,
	.filters = filters,
	.view = "FeedView",
	.create = "FeedEdit",
	.edit = "FeedEdit",
	.delete = "FeedEdit",
	.check = check,
};
