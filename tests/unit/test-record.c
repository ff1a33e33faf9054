/* The recorder: what is hidden in bodies, what refers, what an export makes of it. */
#include "lib/api/record.h"

#include <string.h>

#include "tests/unit/tap.h"

static struct json_object *
read_json(struct work *w, const char *text)
{
	return json_parse(w, text, strlen(text));
}

static const char *
masked(struct work *w, const char *kind, const char *text)
{
	return json_text(w, record_mask(w, kind == NULL ? NULL : kind_find(kind), read_json(w, text)));
}

static void
mask_hides_every_form_of_secret(struct work *w)
{
	IS(masked(w, NULL, "{\"Name\":\"deploy\",\"Password\":{\"HasValue\":true,\"NewValue\":\"x\"}}"),
	    "{\"Name\":\"deploy\",\"Password\":{\"HasValue\":true,\"NewValue\":"
	    "{\"@secret\":\"SECRET_DEPLOY_PASSWORD\"}}}");
	IS(masked(w, "account", "{\"AccountType\":\"UsernamePassword\",\"Name\":\"a\",\"Password\":\"x\"}"),
	    "{\"AccountType\":\"UsernamePassword\",\"Name\":\"a\",\"Password\":"
	    "{\"@secret\":\"SECRET_A_PASSWORD\"}}");
	IS(masked(w, NULL, "{\"Variables\":[{\"name\":\"Db.Key\",\"value\":\"x\",\"isSensitive\":true},"
	    "{\"Name\":\"Db.Key\",\"Value\":\"y\",\"Type\":\"Sensitive\"}]}"),
	    "{\"Variables\":[{\"name\":\"Db.Key\",\"value\":{\"@secret\":\"SECRET_DB_KEY\"},"
	    "\"isSensitive\":true},{\"Name\":\"Db.Key\",\"Value\":{\"@secret\":\"SECRET_DB_KEY_2\"},"
	    "\"Type\":\"Sensitive\"}]}");
}

static void
mask_leaves_the_rest(struct work *w)
{
	static const char plain[] = "{\"Name\":\"Password\",\"Value\":\"x\",\"IsSensitive\":false,"
	    "\"Password\":{\"HasValue\":true,\"NewValue\":null}}";

	IS(masked(w, NULL, plain), plain);
}

static void
refers_by_member(struct work *w UNUSED)
{
	OK(record_refers("ProjectId") && record_refers("environmentIds") && record_refers("Id"));
	OK(record_refers("ExcludedEnvironments"));
	OK(!record_refers("Name") && !record_refers("Octopus.Action.Script.ScriptBody"));
	OK(record_is_id("Projects-7") && record_is_id("deploymentprocess-Projects-7"));
	OK(!record_is_id("Projects-") && !record_is_id("Hello") && !record_is_id("Projects-7 x"));
}

/* Two requests: a project is made, then its process is replaced. */
static const char items[] = "[{\"Number\":1,\"Method\":\"POST\",\"Path\":\"/api/Spaces-1/projects\","
    "\"Query\":\"\",\"Body\":{\"Name\":\"Projects-7\",\"LifecycleId\":\"Lifecycles-1\"},"
    "\"Upload\":null,\"Outputs\":{\"/Id\":\"Projects-7\",\"/LifecycleId\":\"Lifecycles-1\","
    "\"/DeploymentProcessId\":\"deploymentprocess-Projects-7\"},"
    "\"Names\":{\"Lifecycles-1\":{\"Kind\":\"lifecycle\",\"Name\":\"It's $(mine)\",\"OwnerId\":null}}},"
    "{\"Number\":2,\"Method\":\"PUT\","
    "\"Path\":\"/api/Spaces-1/deploymentprocesses/deploymentprocess-Projects-7\",\"Query\":\"\","
    "\"Body\":{\"Id\":\"deploymentprocess-Projects-7\",\"Version\":0,\"Links\":{\"Self\":\"x\"},"
    "\"Steps\":[{\"Id\":\"made-elsewhere\",\"Name\":\"Projects-7\",\"Actions\":[]}]},"
    "\"Upload\":null,\"Outputs\":{},\"Names\":{}}]";

static void
export_takes_ids_from_answers(struct work *w)
{
	struct json_object *e = recording_export(w, "Test", read_json(w, items));
	struct json_object *first = json_at(json_get(e, "Requests"), 0);
	struct json_object *second = json_at(json_get(e, "Requests"), 1);

	IS(json_str(first, "Path", ""), "/api/@{space}/projects");
	IS(json_text(w, json_get(first, "Body")),
	    "{\"Name\":\"Projects-7\",\"LifecycleId\":{\"@ref\":\"id_Lifecycles_1\"}}");
	IS(json_str(json_at(json_get(first, "Finds"), 0), "Path", ""), "/api/@{space}/lifecycles/all");
	IS(json_str(json_at(json_get(first, "Produces"), 0), "Pointer", ""), "/DeploymentProcessId");
	IS(json_str(second, "Path", ""),
	    "/api/@{space}/deploymentprocesses/@{id_deploymentprocess_Projects_7}");
	IS(json_text(w, json_get(second, "Body")),
	    "{\"Id\":{\"@ref\":\"id_deploymentprocess_Projects_7\"},\"Version\":0,"
	    "\"Steps\":[{\"Name\":\"Projects-7\",\"Actions\":[]}]}");
	OK(json_flag(second, "Rereads", false) && !json_flag(first, "Rereads", true));
}

static void
bash_quotes_what_it_did_not_write(struct work *w)
{
	const char *script = recording_bash(w, recording_export(w, "a\n$(b)", read_json(w, items)));

	OK(strstr(script, "# Recorded by Slipway: a $(b); 2 requests.") != NULL);
	OK(strstr(script, "'lifecycle '\\''It'\\''s $(mine)'\\'''") != NULL);
	OK(strstr(script, "'It'\\''s $(mine)'") != NULL);
	OK(strstr(script, "replace \"/api/${space}/deploymentprocesses/") != NULL);
}

static const struct test tests[] = {
	TEST(mask_hides_every_form_of_secret), TEST(mask_leaves_the_rest), TEST(refers_by_member),
	TEST(export_takes_ids_from_answers), TEST(bash_quotes_what_it_did_not_write),
};

TAP_MAIN(tests)
