/*
 * slipway-ctl: what has to be done beside the running programs, as the owner of the
 * database: preparing it before a start, lost passwords, keys for scripts, a look at
 * the state. Not for daily work: that is the API's.
 *
 * Secrets are printed to standard output, once, and are nowhere else.
 */
#include "lib/base/log.h"
#include "lib/base/seal.h"
#include "lib/model/secret.h"
#include "lib/model/setup.h"
#include "lib/store/db.h"

#define ARENA_BYTES	(256 << 20)

struct command {
	const char *name;
	const char *arguments;		/* as the usage shows them */
	int count;
	bool (*run)(struct work *w, char **argv);
	const char *summary;
};

static const char *
setting(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Reads SLIPWAY_HOME and the portal's keys in it; makes the keys first if asked to. */
static bool
load_keys(struct work *w, bool make)
{
	const char *home = setting("SLIPWAY_HOME");
	struct seal_keys *keys;

	if (home == NULL)
		return fail(w, ERR_INVALID, "SLIPWAY_HOME is not set.");
	if (make && !seal_generate(w, home))
		return false;
	if (!seal_load(w, home, false, &keys))
		return false;
	secrets_use(keys);
	return true;
}

/* What was given in ADMIN_PASSWORD and ADMIN_API_KEY is known and not repeated. */
static void
print_first_start(const struct setup_result *made)
{
	if (!made->is_first)
		return;
	printf("\n  Administrator  %s\n", made->username);
	if (setting("ADMIN_PASSWORD") == NULL)
		printf("  Password       %s\n", made->password);
	if (setting("ADMIN_API_KEY") == NULL)
		printf("  API key        %s\n", made->api_key);
	puts("  This is shown once. docs/operating.md says how to replace a lost password.\n");
}

static bool
migrate(struct work *w, char **argv UNUSED)
{
	struct setup_result made = {0};

	if (!db_check_settings(w) || !db_migrate(w) || !load_keys(w, true))
		return false;
	if (!setup_first_start(w, setting("ADMIN_USERNAME"), setting("ADMIN_PASSWORD"),
	    setting("ADMIN_API_KEY"), &made))
		return false;
	print_first_start(&made);
	return true;
}

static bool
reset_password(struct work *w, char **argv)
{
	const char *password;

	if (!setup_reset_password(w, argv[0], NULL, &password))
		return false;
	printf("%s\n", password);
	return true;
}

static bool
api_key(struct work *w, char **argv)
{
	const char *key;
	char *end;
	long long seconds = strtoll(argv[2], &end, 10);

	if (*end != '\0' || end == argv[2] || seconds < 0)
		return fail(w, ERR_INVALID, "SECONDS must be a number, 0 for a key that stays "
		    "valid; '%s' is none.", argv[2]);
	if (!setup_api_key(w, argv[0], argv[1], seconds, &key))
		return false;
	printf("%s\n", key);
	return true;
}

static bool
check(struct work *w, char **argv UNUSED)
{
	struct rows *rows;

	if (!db_check_settings(w))
		return false;
	puts("database: answers, with its settings for safe commits");
	if ((rows = db_run(w, SQL_MIGRATION_NEWEST)) == NULL)
		return false;
	printf("schema: version %s; this program knows %d\n", rows_text(rows, 0, 0),
	    sql_migrations[sql_migration_count - 1].number);
	if (!load_keys(w, false))
		return false;
	puts("keys: readable");
	return true;
}

static const struct command commands[] = {
	{"migrate", "", 0, migrate, "bring the database and the keys up to this version"},
	{"reset-password", "USER", 1, reset_password, "give a user a new password and print it"},
	{"api-key", "USER PURPOSE SECONDS", 3, api_key, "make an API key and print it"},
	{"check", "", 0, check, "say whether database, schema and keys are in order"},
};

static int
usage(void)
{
	fputs("usage: slipway-ctl COMMAND\n", stderr);
	for (size_t i = 0; i < COUNT(commands); i++) {
		const struct command *c = &commands[i];

		fprintf(stderr, "  %-15s %-21s %s\n", c->name, c->arguments, c->summary);
	}
	fputs(
	    "SLIPWAY_DATABASE_URL names the database, SLIPWAY_HOME the folder of state.\n", stderr);
	return 2;
}

static const struct command *
find_command(int argc, char **argv)
{
	for (size_t i = 0; argc >= 2 && i < COUNT(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0 && argc - 2 == commands[i].count)
			return &commands[i];
	return NULL;
}

static bool
run(struct work *w, const struct command *c, char **argv)
{
	const char *url = setting("SLIPWAY_DATABASE_URL");

	if (url == NULL)
		return fail(w, ERR_INVALID, "SLIPWAY_DATABASE_URL is not set.");
	if (!seal_init())
		return fail(w, ERR_INTERNAL, "The system gives no random numbers.");
	if (!db_open(w, url, "slipway-ctl"))
		return false;
	db_attach(w);
	return c->run(w, argv);
}

int
main(int argc, char **argv)
{
	const struct command *c = find_command(argc, argv);
	struct work w = {0};
	bool ok;

	if (c == NULL)
		return usage();
	log_set_program("ctl");
	log_set_level(LOG_WARNING);
	work_begin(&w, arena_new(ARENA_BYTES));
	ok = run(&w, c, argv + 2);
	if (!ok)
		fprintf(stderr, "slipway-ctl: %s\n", w.error.message);
	db_close();
	arena_free(w.arena);
	return ok ? 0 : 1;
}
