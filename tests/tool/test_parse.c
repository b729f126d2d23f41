/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_parse.c - the language of mmusim: tool/parse.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../fuzz/fuzz_parse.c"

/* --- a list as text: "[a][b] | [c]; && [d]" -------------------------------------- */

static void show(char **at, char *end, const char *format, const char *what)
{
	*at += snprintf(*at, (size_t)(end - *at), format, what);
}

static void show_list(const struct list *list, char **at, char *end);

/* "<if><true>then<a>" */
static void show_clauses(char **at, char *end, const struct command *c)
{
	for (size_t i = 0; i < c->nclauses; i++) {
		const struct clause *clause = &c->clauses[i];

		show(at, end, "%s", i ? " or " : "");
		for (size_t j = 0; j < clause->npatterns; j++)
			show(at, end, "%s) ", clause->patterns[j]);
		show_list(&clause->condition, at, end);
		show(at, end, "%s", clause->condition.npipelines ? " ? " : "");
		show_list(&clause->body, at, end);
	}
	if (c->function)
		show_list(&c->function->list, at, end);
}

static void show_command(char **at, char *end, const struct command *c)
{
	static const char *const kinds[] = {"<", ">", ">>", ">&"};
	static const char *const commands[] = {"",	 "(",	  "{",
					       "if{",	 "for{",  "while{",
					       "until{", "case{", "function{"};

	show(at, end, "%s", commands[c->kind]);
	for (size_t i = 0; i < c->nassigns; i++)
		show(at, end, "{%s}", c->assigns[i]);
	for (size_t i = 0; i < c->nwords; i++)
		show(at, end, "[%s]", c->words[i]);
	show(at, end, "%s", c->each_arg ? "[each] " : "");
	show_clauses(at, end, c);
	show(at, end, "%s",
	     c->kind == COMMAND_SIMPLE	 ? "" :
	     c->kind == COMMAND_SUBSHELL ? ")" :
					   "}");
	for (struct redir *r = c->redirs; r; r = r->next) {
		*at += snprintf(*at, (size_t)(end - *at), "(%d%s", r->fd,
				kinds[r->kind]);
		show(at, end, "%s)", r->word);
	}
}

static void show_list(const struct list *list, char **at, char *end)
{
	for (size_t i = 0; i < list->npipelines; i++) {
		const struct pipeline *p = &list->pipelines[i];

		show(at, end, "%s",
		     !i			 ? "" :
		     p->join == JOIN_AND ? " && " :
		     p->join == JOIN_OR	 ? " || " :
					   "; ");
		show(at, end, "%s", p->negate ? "!" : "");
		for (size_t j = 0; j < p->ncommands; j++) {
			show(at, end, "%s", j ? " | " : "");
			show_command(at, end, &p->commands[j]);
		}
	}
}

/* --- what is understood ------------------------------------------------------------ */

static void test_parse_understands(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"", ""},
		{"  \n\t# only a comment\n\n", ""},
		{"lsmod", "[lsmod]"},
		{"  a   b\tc  ", "[a][b][c]"},
		{"a;b\nc;", "[a]; [b]; [c]"},
		{"a&&b||c", "[a] && [b] || [c]"},
		{"a |\n b | c", "[a] | [b] | [c]"},
		{"a &&\n\n# why\n b", "[a] && [b]"},
		{"! a; !b; ! ! c", "![a]; [!b]; [c]"},
		{"echo a#b #c", "[echo][a#b]"},
		{"echo 'a b;|' \"c ' d\" e\\ f",
		 "[echo]['a b;|'][\"c ' d\"][e\\ f]"},
		{"echo a\\\nb \\\n c", "[echo][a\\\nb][c]"},
		{"echo $(a; b | \"c )\") d", "[echo][$(a; b | \"c )\")][d]"},
		{"echo \"$(x \"y z\")\"", "[echo][\"$(x \"y z\")\"]"},
		{"X=1 Y='a b' cmd Z=3", "{X=1}{Y='a b'}[cmd][Z=3]"},
		{"1X=2 a=b", "[1X=2][a=b]"},
		{"a >b 2>>c <d", "[a](1>b)(2>>c)(0<d)"},
		{"a>b2>&1 x2>y", "[a][x2](1>b2)(1>&1)(1>y)"},
		{"a 2>&1 > b", "[a](2>&1)(1>b)"},
		{"> file", "(1>file)"},
		{"a 12>b", "[a][12](1>b)"},
		{"a\r\n", "[a]"},
		{"(a; b) > c", "([a]; [b])(1>c)"},
		{"( a )|(b)", "([a]) | ([b])"},
		{"((a))", "(([a]))"},
		{"{ a; b\n} 2>&1", "{[a]; [b]}(2>&1)"},
		{"{a; b}", "[{a]; [b}]"},
		{"if a; then b; fi", "if{[a] ? [b]}"},
		{"if a\nb\nthen c\nelif d; then e; else\n f\nfi; g",
		 "if{[a]; [b] ? [c] or [d] ? [e] or [f]}; [g]"},
		{"for i in a 'b c' $d; do e $i; done",
		 "for{[i][a]['b c'][$d][e][$i]}"},
		{"for i\ndo a\ndone", "for{[i][each] [a]}"},
		{"for i in; do a; done", "for{[i][a]}"},
		{"while a && b; do c; done < d",
		 "while{[a] && [b] ? [c]}(0<d)"},
		{"until a; do b; done", "until{[a] ? [b]}"},
		{"case $a in b|c) d;; (e*)\n f\n g ;; *) esac",
		 "case{[$a]b) c) [d] or e*) [f]; [g] or *) }"},
		{"f() { a; }", "function{[f]{[a]}}"},
		{"f ()\n( a )", "function{[f]([a])}"},
		{"echo if then fi do { }", "[echo][if][then][fi][do][{][}]"},
		{"if a; then (b) fi", "if{[a] ? ([b])}"},
		{"echo $(if a; then b; fi) $(case a in a) b;; esac)",
		 "[echo][$(if a; then b; fi)][$(case a in a) b;; esac)]"},
		{"a $((1 + (2 * 3))) $( (b) ) $((c); d)",
		 "[a][$((1 + (2 * 3)))][$( (b) )][$((c); d)]"},
		{"a `b \\`c\\`` d", "[a][`b \\`c\\``][d]"},
		{"a ${b:-c d} ${e#'}'}", "[a][${b:-c d}][${e#'}'}]"},
	};
	char got[512], *at, why[PARSE_WHY];
	struct list list;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (parse(rows[i].text, 1, &list, why))
			fail_msg("\"%s\": %s", rows[i].text, why);
		*got = '\0';
		at = got;
		show_list(&list, &at, got + sizeof(got));
		assert_string_equal(got, rows[i].want);
		list_free(&list);
	}
}

/* --- what is not -------------------------------------------------------------------- */

static void assert_refused(const char *text, enum parse_result result,
			   const char *why)
{
	char got[PARSE_WHY];
	struct list list;

	if (parse(text, 1, &list, got) != result || !strstr(got, why))
		fail_msg("\"%s\": \"%s\", not \"%s\"", text, got, why);
	assert_null(list.pipelines);
}

static void test_parse_wants_more(void **state)
{
	(void)state;
	assert_refused("echo 'a", PARSE_MORE, "single quote");
	assert_refused("echo \"a", PARSE_MORE, "double quote");
	assert_refused("echo \"$(a \"b)", PARSE_MORE, "double quote");
	assert_refused("echo $(a", PARSE_MORE, "not closed: $(a");
	assert_refused("echo ${a", PARSE_MORE, "not closed: ${a");
	assert_refused("echo a\\", PARSE_MORE, "\\");
	assert_refused("a |", PARSE_MORE, "missing after |");
	assert_refused("a && # b", PARSE_MORE, "missing after &&");
	assert_refused("a ||\n", PARSE_MORE, "missing after ||");
	assert_refused("echo `a", PARSE_MORE, "backquote");
	assert_refused("echo $((1 + 2", PARSE_MORE, "not closed: $((");
	assert_refused("( a", PARSE_MORE, "\")\" is missing");
	assert_refused("{ a; b", PARSE_MORE, "\"}\" is missing");
	assert_refused("{ a }", PARSE_MORE, "\"}\" is missing");
	assert_refused("if a", PARSE_MORE, "\"then\" is missing");
	assert_refused("if a; then", PARSE_MORE, "\"fi\" is missing");
	assert_refused("if a; then b; else c", PARSE_MORE, "\"fi\" is missing");
	assert_refused("for i in a b", PARSE_MORE, "\"do\" is missing");
	assert_refused("while a; do b;", PARSE_MORE, "\"done\" is missing");
	assert_refused("case a in", PARSE_MORE, "\"esac\" is missing");
	assert_refused("case a in b) c ;;\n", PARSE_MORE,
		       "\"esac\" is missing");
	assert_refused("f()", PARSE_MORE, "commands are missing");
	assert_refused("a <<E", PARSE_MORE, "are missing behind <<E");
	assert_refused("a <<E\nb", PARSE_MORE, "are not ended by E");
	assert_refused("a <<E <<F\nb\nE\n", PARSE_MORE, "not ended by F");
	assert_refused("a $(b <<E\nc\n", PARSE_MORE, "are not ended by E");
	assert_refused("f() {", PARSE_MORE, "\"}\" is missing");
}

static void test_parse_refuses(void **state)
{
	(void)state;
	assert_refused("| a", PARSE_ERROR, "missing before | a");
	assert_refused("a <<E <", PARSE_ERROR, "missing after <");
	assert_refused("a <<", PARSE_ERROR, "missing after <<");
	assert_refused("a << ;", PARSE_ERROR, "missing after <<");
	assert_refused("a <<<b", PARSE_ERROR, "<<< is of Bash");
	assert_refused("a 3<<b", PARSE_ERROR, "only 0, 1 and 2");
	assert_refused("a <<E\n$(b\nE\n", PARSE_ERROR, "behind <<: $(b");
	assert_refused("a <<E\n${b\nE\n", PARSE_ERROR, "behind <<: ${b");
	assert_refused("a <<E\n`b\nE\n", PARSE_ERROR, "behind <<: `b");
	assert_refused("a $(b <<E)", PARSE_ERROR, "are missing behind <<E");
	assert_refused("a <<1 <<2 <<3 <<4 <<5 <<6 <<7 <<8 <<9 <<a <<b <<c <<d "
		       "<<e <<f <<g <<h",
		       PARSE_ERROR, "too many <<");
	assert_refused("a;; b", PARSE_ERROR, "missing before ;");
	assert_refused("a && ; b", PARSE_ERROR, "missing before ;");
	assert_refused("!", PARSE_ERROR, "end of the line");
	assert_refused("a & b", PARSE_ERROR, "& is not supported");
	assert_refused("a )", PARSE_ERROR, "no ( is open before )");
	assert_refused("()", PARSE_ERROR, "missing before )");
	assert_refused("{ }", PARSE_ERROR, "missing before }");
	assert_refused("echo (a)", PARSE_ERROR, "does not belong here: (a)");
	assert_refused("fi", PARSE_ERROR, "missing before fi");
	assert_refused("a; done", PARSE_ERROR, "missing before done");
	assert_refused("if a; fi", PARSE_ERROR,
		       "\"then\" is missing before fi");
	assert_refused("if a; then fi", PARSE_ERROR, "missing before fi");
	assert_refused("if ; then a; fi", PARSE_ERROR, "missing before ;");
	assert_refused("if a; then b; done", PARSE_ERROR,
		       "\"fi\" is missing before done");
	assert_refused("for 1 in a; do b; done", PARSE_ERROR, "not 1 in a");
	assert_refused("for i in a | b", PARSE_ERROR, "; is missing before |");
	assert_refused("for i a; do b; done", PARSE_ERROR,
		       "\"do\" is missing before a");
	assert_refused("while a; b; done", PARSE_ERROR,
		       "\"do\" is missing before done");
	assert_refused("case a b", PARSE_ERROR, "\"in\" is missing before b");
	assert_refused("case a in b c) d;; esac", PARSE_ERROR,
		       "\")\" is missing before c");
	assert_refused("case a in ;; esac", PARSE_ERROR, "pattern");
	assert_refused("(a) b", PARSE_ERROR, "newline is missing before b");
	assert_refused("a && fi", PARSE_ERROR, "missing before fi");
	assert_refused("a | }", PARSE_ERROR, "missing before }");
	assert_refused("f() a", PARSE_ERROR, "{ must follow ()");
	assert_refused("f(a) { b; }", PARSE_ERROR, "not belong here: (a)");
	assert_refused("'f'() { b; }", PARSE_ERROR, "no function");
	assert_refused("[[ a ]]", PARSE_ERROR, "of Bash");
	assert_refused("function f { a; }", PARSE_ERROR, "of Bash");
	assert_refused("echo $(a; fi)", PARSE_ERROR, "missing before fi");
	assert_refused("echo `a;; b`", PARSE_ERROR, "missing before ;;");
	assert_refused("a <&0", PARSE_ERROR, "<&");
	assert_refused("a >", PARSE_ERROR, "file name");
	assert_refused("a > ; b", PARSE_ERROR, "file name");
	assert_refused("a 3> b", PARSE_ERROR, "only 0, 1 and 2");
	assert_refused("a >&3", PARSE_ERROR, "not 3");
	assert_refused("a >&1x", PARSE_ERROR, "not 1x");
}

/* $( in $( in $( ... must not take the stack away. */
static void test_parse_bounds_the_depth(void **state)
{
	enum { DEPTH = 100000 };
	char *text = malloc(3 * DEPTH + 16), *at = text;

	(void)state;
	assert_non_null(text);
	at += sprintf(at, "echo ");
	for (int i = 0; i < DEPTH; i++)
		at += sprintf(at, "$(");
	for (int i = 0; i < DEPTH; i++)
		*at++ = ')';
	*at = '\0';
	assert_refused(text, PARSE_ERROR, "nested too deeply");
	free(text);
}

static void test_parse_bears_any_text(void **state)
{
	static const char *const parts[] = {
		" ",  "a",    "X=",   "'",  "\"", "$(",	  ")",	  "${",	 "}",
		"\\", "\n",   "|",    "||", "&&", "&",	  ";",	  "<",	 ">",
		">>", "2>&1", "#",    "!",  "$",  "`",	  "\x80", "for", "(",
		"{",  "if",   "then", "fi", "do", "done", "case", "in",	 "esac",
		"()", ";;",   "$((",  "))", "\n", " ",	  " "};
	unsigned int seed = 1;
	char text[256];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char *at = text;

		for (int n = i % 24; n >= 0; n--) {
			seed = seed * 1103515245 + 12345;
			at += sprintf(at, "%s",
				      parts[(seed >> 16) % (sizeof(parts) /
							    sizeof(parts[0]))]);
		}
		LLVMFuzzerTestOneInput((const uint8_t *)text,
				       (size_t)(at - text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_understands),
		cmocka_unit_test(test_parse_wants_more),
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_parse_bounds_the_depth),
		cmocka_unit_test(test_parse_bears_any_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
