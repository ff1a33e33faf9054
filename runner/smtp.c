/*
 * The only user of libcurl. Nothing of the environment counts here: no proxy, no .netrc,
 * no other protocol; which server is asked was decided by an administrator.
 */
#include "runner/smtp.h"

#include <curl/curl.h>
#include <dlfcn.h>

/* curl.h checks the types of its own curl_easy_setopt only, which is a macro here. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct library {
	CURLcode (*global_init)(long flags);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
	CURLcode (*easy_perform)(CURL *curl);
	CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
	void (*easy_cleanup)(CURL *curl);
	const char *(*easy_strerror)(CURLcode code);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
	void (*slist_free_all)(struct curl_slist *list);
} library;

static bool
load_library(struct work *w)
{
	static const struct { const char *name; size_t offset; } symbols[] = {
#define SYMBOL(member) {"curl_" #member, offsetof(struct library, member)}
		SYMBOL(global_init), SYMBOL(easy_init), SYMBOL(easy_setopt), SYMBOL(easy_perform),
		SYMBOL(easy_getinfo), SYMBOL(easy_cleanup), SYMBOL(easy_strerror),
		SYMBOL(slist_append), SYMBOL(slist_free_all),
#undef SYMBOL
	};
	void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; handle != NULL && i < COUNT(symbols); i++) {
		void *symbol = dlsym(handle, symbols[i].name);

		if (symbol == NULL)
			handle = NULL;
		memcpy((char *)&library + symbols[i].offset, &symbol, sizeof(symbol));
	}
	if (handle == NULL || library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return fail(w, ERR_INVALID, "The library libcurl, which sends e-mail, is not "
		    "installed on this runner. Install the package libcurl4.");
	return true;
}

/* ---- one transfer --------------------------------------------------------------- */

struct transfer {
	const struct smtp_mail *mail;
	const char *rest;		/* of the message */
	char error[CURL_ERROR_SIZE];
	bool is_cancelled;
};

static size_t
read_message(char *data, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = strlen(t->rest);

	if (len > size * count)
		len = size * count;
	memcpy(data, t->rest, len);
	t->rest += len;
	return len;
}

/* Called about every second and with each progress. */
static int
look_around(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct transfer *t = ctx;

	(void)a, (void)b, (void)c, (void)d;
	if (t->mail->is_cancelled != NULL && t->mail->is_cancelled(t->mail->ctx))
		t->is_cancelled = true;
	return t->is_cancelled;
}

static struct curl_slist *
recipients_of(struct work *w, const char *lines)
{
	struct curl_slist *list = NULL;

	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		if (len > 0)
			list = library.slist_append(list,
			    arena_printf(w->arena, "<%.*s>", (int)len, lines));
		lines += len;
		lines += *lines == '\n';
	}
	return list;
}

/* An address of IPv6 stands in brackets in a URL. */
static const char *
url_of(struct work *w, const struct smtp_server *s)
{
	bool is_ipv6 = strchr(s->host, ':') != NULL && s->host[0] != '[';

	return arena_printf(w->arena, "%s://%s%s%s:%d",
	    s->is_encrypted && s->port == 465 ? "smtps" : "smtp", is_ipv6 ? "[" : "", s->host,
	    is_ipv6 ? "]" : "", s->port);
}

static void
set_server(CURL *curl, struct work *w, const struct smtp_server *s)
{
	bool has_login = s->login != NULL && s->login[0] != '\0';

	library.easy_setopt(curl, CURLOPT_URL, url_of(w, s));
	library.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	library.easy_setopt(curl, CURLOPT_PROXY, "");
	library.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	library.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, s->timeout_ms);
	library.easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, s->timeout_ms / 1000 + 1);
	library.easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	library.easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, s->timeout_ms / 1000 + 1);
	library.easy_setopt(curl, CURLOPT_USE_SSL,
	    s->is_encrypted ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	library.easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca_file != NULL && s->ca_file[0] != '\0')
		library.easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
	if (has_login) {
		library.easy_setopt(curl, CURLOPT_USERNAME, s->login);
		library.easy_setopt(curl, CURLOPT_PASSWORD, s->password == NULL ? "" : s->password);
	}
}

static void
set_mail(CURL *curl, struct work *w, struct transfer *t, struct curl_slist *recipients)
{
	library.easy_setopt(curl, CURLOPT_MAIL_FROM,
	    arena_printf(w->arena, "<%s>", t->mail->from));
	library.easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	library.easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	library.easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
	library.easy_setopt(curl, CURLOPT_READDATA, t);
	library.easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)strlen(t->rest));
	library.easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	library.easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_around);
	library.easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	library.easy_setopt(curl, CURLOPT_ERRORBUFFER, t->error);
}

/* ---- what went wrong --------------------------------------------------------------- */

static const struct {
	CURLcode code;
	enum error_code error;
	const char *sentence;		/* behind "The mail server 'x:25'" */
} failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, ERR_UNAVAILABLE, "has no address"},
	{CURLE_COULDNT_CONNECT, ERR_UNAVAILABLE, "cannot be reached"},
	{CURLE_OPERATION_TIMEDOUT, ERR_UNAVAILABLE, "did not answer in time"},
	{CURLE_GOT_NOTHING, ERR_UNAVAILABLE, "ended the connection"},
	{CURLE_RECV_ERROR, ERR_UNAVAILABLE, "ended the connection"},
	{CURLE_SEND_ERROR, ERR_UNAVAILABLE, "ended the connection"},
	{CURLE_LOGIN_DENIED, ERR_INVALID, "refused the login"},
	{CURLE_USE_SSL_FAILED, ERR_INVALID, "offers no encryption"},
	{CURLE_PEER_FAILED_VERIFICATION, ERR_INVALID, "shows a certificate that is not trusted"},
};

static bool
explain(struct work *w, const struct smtp_server *s, const struct transfer *t, CURLcode code,
    long response)
{
	const char *sentence = "refused the e-mail";
	const char *detail = t->error[0] != '\0' ? t->error : library.easy_strerror(code);
	enum error_code error = ERR_INVALID;

	if (t->is_cancelled)
		return fail(w, ERR_CONFLICT, "Sending the e-mail was cancelled.");
	for (size_t i = 0; i < COUNT(failures); i++) {
		if (failures[i].code == code) {
			sentence = failures[i].sentence;
			error = failures[i].error;
		}
	}
	if (response >= 400)	/* libcurl calls that an error of sending */
		return fail(w, ERR_INVALID, "The mail server '%s:%d' refused the %s: %s.", s->host,
		    s->port, code == CURLE_LOGIN_DENIED ? "login" : "e-mail", detail);
	return fail(w, error, "The mail server '%s:%d' %s: %s.", s->host, s->port, sentence,
	    detail);
}

bool
smtp_send(struct work *w, const struct smtp_server *server, const struct smtp_mail *mail)
{
	struct transfer t = {.mail = mail, .rest = mail->message};
	struct curl_slist *recipients;
	CURLcode code;
	CURL *curl;
	long response = 0;

	if (!load_library(w))
		return false;
	curl = library.easy_init();
	if (curl == NULL)
		return fail(w, ERR_INTERNAL, "libcurl has no memory.");
	recipients = recipients_of(w, mail->recipients);
	set_server(curl, w, server);
	set_mail(curl, w, &t, recipients);
	code = library.easy_perform(curl);
	(void)library.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response);
	library.easy_cleanup(curl);
	library.slist_free_all(recipients);
	if (code == CURLE_OK)
		return true;
	return explain(w, server, &t, code, response);
}
