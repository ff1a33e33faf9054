/*
 * Whole templates: variables, template, result, report. Results are those of the
 * original implementation, in the zone UTC.
 *
 * Variables are separated by ";". A template that begins with "L:" is lenient. The
 * result "=" is the template itself, "\342\210\205" (empty set) is none. The report
 * lists what is missing, or begins with P (syntax), N (null), R (loop), F (failure).
 */
#include <time.h>

#include "lib/base/buf.h"
#include "lib/expr/expr.h"
#include "tests/unit/tap.h"

#define NONE "\342\210\205"

static const struct vector {
	const char *variables;
	const char *template;
	const char *result;
	const char *report;
} vectors[] = {
	{"Env=Prod", "a##{Env} ###{Env} ## #x",
	 "a#{Env} #Prod ## #x", ""},
	{"Env=Prod", "####{Env}}{",
	 "###{Env}}{", ""},
	{"", "y: ###{",
	 "=", "P"},
	{"Web Site=s", "#{ web Site\n}",
	 "s", ""},
	{"", "#{ Zone|Trim  end}#{Gone}#{Gone}",
	 "#{Zone | Trim \"end\"}#{Gone}#{Gone}", "'#{Zone | Trim \"end\"}', '#{Gone}'"},
	{"H=h", "L:<#{H, #{H}> #{/x}",
	 "<#{H, h> #{/x}", ""},
	{"H=h", "L:#{if H == \"h\"}#{H} #{n!}#{/if} #{H}",
	 "#{if H == \"h\"}#{H} #{n!}#{/if} h", ""},
	{"H=h", "#{if H} y",
	 "=", "'#{if H}'"},
	{"else=E;H=h", "#{if H}#{each q in H}#{else}#{/each}#{/if}",
	 "E", ""},
	{"elseif X=v", "#{unless N}a#{elseif X}b#{else}c#{/unless}",
	 "avb", ""},
	{"T=gold", "#{if T == \"x\"}1#{elseif T|ToUpper == \"GOLD\"}2#{else}3#{/if}",
	 "2", ""},
	{"T=gold", "#{unless \"g\" != T | Zed}y#{/unless}",
	 "#{if T | Zed != \"g\" }#{else}y#{/if}", "'T | Zed'"},
	{"T=gold", "#{if T == gold}1#{else}2#{/if}#{if \"\" == Gone}3#{/if}",
	 "23", ""},
	{"N= nO ;Z=0.00;W= ", "#{if N}1#{/if}#{if Z}2#{/if}#{if W}3#{/if}",
	 "23", ""},
	{"A.B=1;a=x", "#{A.b}#{A}#{A.C}",
	 "1x#{A.C}", "'#{A.C}'"},
	{"S[one].I=1;S[two].I=2;P=TWO", "#{S[#{P}].I}#{s[*].I}#{S[ONE]}#{S}",
	 "21one#{S}", "'#{S}'"},
	{"Q[ a b]=1;Port=1;Port!=9", "#{Q[a b]}#{Port}",
	 "19", ""},
	{"L=a, b", "#{each h in L}<#{h}>#{Octopus.Template.Each.Last}#{/each}",
	 "<a>False< b>True", ""},
	{"L=", "#{each h in L}x#{/each}#{each h in M}y#{/each}",
	 "x", ""},
	{"S[b].I=2;S[a].I=1", "#{each s in S}#{s}#{s.I}#{/each}",
	 "b2a1", ""},
	{"L=1;V=#{i}", "#{each i in L}#{i}#{V}#{/each}",
	 "1#{i}", "'#{i}'"},
	{"L[k].v=1;i.w=W", "#{each i in L}#{i}#{i.v}#{i.w}#{/each}",
	 "k1W", ""},
	{"L=[\"x\",{\"n\":[1.50,null]}]", "#{each i in L}#{i}/#{/each}",
	 "x/{\"n\":[1.5,null]}/", ""},
	{"J={\"k\":{\"z\":true},'n':1e2,q:null,}", "#{J.k.z}#{J[k]}#{J.n}<#{J.q}#{J.g}>",
	 "True{\"z\":true}100<>", ""},
	{"J=[10,{\"a\":[7,8]}]", "#{J[1].a[ 1]}#{J[5]}#{J.a}",
	 "8#{J.a}", "'#{J.a}'"},
	{"J={\"t\":\"2031-01-02T03:04:05Z\",\"o\":{\"d\":\"2031-01-02T03:04:05.50Z\"}}", "#{J.t} #{J.o}",
	 "01/02/2031 03:04:05 {\"d\":\"2031-01-02T03:04:05.5Z\"}", ""},
	{"J={\"a\":\"##{H}\"};H=h", "#{J.a} #{J}",
	 "h {\"a\":\"#{H}\"}", ""},
	{"J={\"a\":{\"x\":1}};J.a.y=2", "#{J.a.y}#{J.a.x}",
	 "2#{J.a.x}", "'#{J.a.x}'"},
	{"J={\"b\":1,\"a\":[2]}", "#{each p in J}#{p}=#{p.Key}:#{p.Value};#{/each}",
	 "b=b:1;a=a:[2];", ""},
	{"P=#{Q};Q=#{P}", "#{P}",
	 "∅", "R P -> Q -> P"},
	{"P=#{Q};Q=#{P}", "~#{P}",
	 "∅", "R P -> Q -> P -> Q"},
	{"B=#{;H=#{B}!", "#{H}",
	 "#{!", ""},
	{"N=12;M-1=4", "#{calc (N+3)*2} #{calc {M-1}/8} #{calc N-1}",
	 "30 0.5 #{N-1}", ""},
	{"T=2,500;B=x", "#{calc T*2} #{calc 3*(B+1)} #{calc 2/7}",
	 "5000 #{3*B+1} 0.2857142857142857", ""},
	{"", "#{calc 50000000000*40000000}#{calc 1E2}",
	 "2E+18#{calc 1E2}", "'#{calc 1E2}'"},
	{"X=1;Y=#{ | null}", "<#{Y}#{X | Null}>",
	 "<#{ | null}#{X | Null}>", "'#{X | Null}'"},
	{"X=1", "#{if X}#{X | null}#{/if}b",
	 "∅", "N"},
	{"X=a;Y=b", "#{X | Append #{Y}\"-\"#{Y}| ToUpper}",
	 "AB-B", ""},
	{"X=a", "#{X | Append \"}|\" b_/c \\\"#{\\\"}",
	 "a}|b_/c#{", ""},
	{"W=maße ı", "#{W | ToUpper}",
	 "MAßE ı", ""},
	{"W=x\n\ny'z", "#{W | YamlSingleQuoteEscape}",
	 "x\n\n\ny''z", ""},
	{"W=\"ÿ€", "#{W | YamlDoubleQuoteEscape} #{W | PropertiesValueEscape}",
	 "\\\"\\u00ff\\u20ac \"\\u00ff\\u20ac", ""},
	{"W='/\\\"&", "#{W | HtmlEscape}#{W | XmlEscape}#{W | JsonEscape}",
	 "&apos;&#x2F;\\&quot;&amp;&apos;/\\&quot;&amp;'/\\\\\\\"&", ""},
	{"W=5% a/b?[c]", "#{W | UriEscape} #{W | UriDataEscape}",
	 "5%25%20a/b?[c] 5%25%20a%2Fb%3F%5Bc%5D", ""},
	{"W=ó", "#{W | ToBase64} #{W | ToBase64 Unicode} #{W | Md5 4}",
	 "w7M= 8wA= 5ab838a6", ""},
	{"W=a_b", "#{W | Replace \"(a)(_)\" \"$2$1$7\"} #{W | Replace \"b*?\" \".\"}",
	 "_a$7b .a._.b.", ""},
	{"W=pipeline", "#{W | Substring 4 99} #{W | Truncate 4} #{W | Truncate 4 \"\"}",
	 "line pipe... pipe", ""},
	{"W=a\nb", "#{W | Indent 1/3} #{W | Indent 999}",
	 " a\n   b 999a\n999b", ""},
	{"U=HTTPS://me@Ex.org:443/a/../b c?q#f", "#{U | UriPart AbsoluteUri} #{U | UriPart hostandport}",
	 "https://me@ex.org/b%20c?q#f ex.org:443", ""},
	{"V=v3.4-rc.2_x+b7;X=4.1.2beta", "#{V | VersionPatch} #{V | VersionPreReleaseCounter} #{V | VersionMetadata} #{X | VersionPreRelease}",
	 "0 2_x b7 2beta", ""},
	{"N=-1234.565", "#{N | Format N2} #{N | Format \\\"#,##0.0;(#,#.0)\\\"} #{N | Format double F2}",
	 "-1,234.57 (1,234.6) -1234.57", ""},
	{"D=2031-07-04 15:04:05.25", "#{D | Format \"ddd d MMM yy, h:mm tt, ss.FFF\"}",
	 "Fri 4 Jul 31, 3:04 PM, 05.25", ""},
	{"D=2031-07-04T23:30-02:00", "#{D | Format u} #{D | Format Date \"MM-dd\"}",
	 "2031-07-05 01:30:00Z 07-05", ""},
	{"M=# A\n~~b~~ x^2^", "#{M | Markdown}",
	 "<h1>A</h1>\n<p><del>b</del> x<sup>2</sup></p>\n\n", ""},
	{"W=x", "#{W | FromBase64}",
	 "∅", "F"},
};

static struct expr_vars *
vars_of(struct work *w, const char *list)
{
	struct expr_vars *vars = expr_vars_new(w);
	char *rest = arena_strdup(w->arena, list), *one;

	while ((one = strsep(&rest, ";")) != NULL) {
		char *value = strchr(one, '=');

		if (value == NULL)
			continue;
		*value = '\0';
		expr_vars_set(vars, one, value + 1);
	}
	return vars;
}

static const char *
report_of(struct work *w, const struct expr_result *result)
{
	static const char *const letters[] = {
		[EXPR_OK] = "", [EXPR_NULL] = "N", [EXPR_PARSE] = "P", [EXPR_RECURSION] = "R",
		[EXPR_FAILURE] = "F"
	};
	struct buf b;

	if (result->outcome != EXPR_MISSING)
		return letters[result->outcome];
	buf_init(&b, w->arena, 100000);
	for (size_t i = 0; i < result->missing_count; i++)
		buf_printf(&b, "%s'%s'", i > 0 ? ", " : "", result->missing[i]);
	return b.s;
}

static void
run_vector(struct work *w, const struct vector *v)
{
	bool is_lenient = strncmp(v->template, "L:", 2) == 0;
	const char *template = v->template + (is_lenient ? 2 : 0);
	const char *wanted = strcmp(v->result, "=") == 0 ? template :
	    strcmp(v->result, NONE) == 0 ? NULL : v->result;
	struct expr_result result;
	char *loop;

	(void)expr_evaluate(w, vars_of(w, v->variables), template,
	    is_lenient ? EXPR_LENIENT : 0, &result);
	if (!IS(result.text, wanted))
		printf("# in %s\n", v->template);
	if (strncmp(v->report, "R ", 2) != 0) {
		IS(report_of(w, &result), v->report);
		return;
	}
	IS_INT(result.outcome, EXPR_RECURSION);
	loop = arena_printf(w->arena, "(%s)", v->report + 2);
	OK(result.error != NULL && strstr(result.error, loop) != NULL);
}

static void
every_vector_evaluates_as_the_original(struct work *w)
{
	(void)setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < COUNT(vectors); i++)
		run_vector(w, &vectors[i]);
}

static const struct test tests[] = {
	TEST(every_vector_evaluates_as_the_original),
};

TAP_MAIN(tests)
