/* The formats in which a request is shown, letter by letter. */
#include "cgi-bin/request.h"
#include "tests/unit/tap.h"

static struct json_object *
body(struct work *w, const char *text)
{
	return json_parse(w, text, strlen(text));
}

static void
curl_takes_the_body_from_a_here_document(struct work *w)
{
	IS(request_curl(w, "POST", "/api/Spaces-1/projects", body(w, "{\"Name\":\"It's $HOME\"}")),
	    "curl -fsS -X POST \"$OCTOPUS_URL/api/Spaces-1/projects\" \\\n"
	    "  -H \"X-Octopus-ApiKey: $OCTOPUS_API_KEY\" \\\n"
	    "  -H \"Content-Type: application/json\" --data-binary @- <<'JSON'\n"
	    "{\n  \"Name\": \"It's $HOME\"\n}\nJSON\n");
	IS(request_curl(w, "DELETE", "/api/Spaces-1/projects/Projects-1", NULL),
	    "curl -fsS -X DELETE \"$OCTOPUS_URL/api/Spaces-1/projects/Projects-1\" \\\n"
	    "  -H \"X-Octopus-ApiKey: $OCTOPUS_API_KEY\"\n");
}

static void
javascript_uses_the_official_client(struct work *w)
{
	const char *text = request_javascript(w, "PUT", "/api/Spaces-1/projects/Projects-1",
	    body(w, "{\"Name\":\"x\"}"));

	OK(strstr(text, "import { Client } from \"@octopusdeploy/api-client\";") == text);
	OK(strstr(text, "client.doUpdate(\"~/api/Spaces-1/projects/Projects-1\", {\n") != NULL);
	OK(strstr(request_javascript(w, "POST", "/api/tasks/ServerTasks-1/cancel", NULL),
	    "client.doCreate(\"~/api/tasks/ServerTasks-1/cancel\", {});\n") != NULL);
}

static void
http_counts_bytes(struct work *w)
{
	IS(request_http(w, "POST", "/api/x", body(w, "{\"N\":\"\xc3\xa9\"}")),
	    "POST /api/x HTTP/1.1\nHost: $OCTOPUS_HOST\nX-Octopus-ApiKey: $OCTOPUS_API_KEY\n"
	    "Content-Type: application/json\nContent-Length: 15\n\n{\n  \"N\": \"\xc3\xa9\"\n}\n");
}

static void
changes_name_pointers(struct work *w)
{
	struct json_object *a = body(w, "{\"V\":1,\"S\":[{\"N\":\"a\",\"P\":{\"x/y\":\"1\"}}],\"Gone\":1}");
	struct json_object *b = body(w, "{\"V\":1,\"S\":[{\"N\":\"b\",\"P\":{\"x/y\":\"2\"}}],\"New\":[]}");

	IS(json_text(w, request_changes(w, a, b, 10)),
	    "[{\"Pointer\":\"/S/0/N\",\"Before\":\"\\\"a\\\"\",\"After\":\"\\\"b\\\"\"},"
	    "{\"Pointer\":\"/S/0/P/x~1y\",\"Before\":\"\\\"1\\\"\",\"After\":\"\\\"2\\\"\"},"
	    "{\"Pointer\":\"/New\",\"After\":\"[]\"},{\"Pointer\":\"/Gone\",\"Before\":\"1\"}]");
	IS_INT(json_len(request_changes(w, a, b, 2)), 2);
}

static const struct test tests[] = {
	TEST(curl_takes_the_body_from_a_here_document),
	TEST(javascript_uses_the_official_client),
	TEST(http_counts_bytes),
	TEST(changes_name_pointers),
};

TAP_MAIN(tests)
