/* options by patterns, words of a string, wildcards; an entry of the table has a
 * pattern that is none */
#include <linux/types.h>
#include <linux/parser.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/module.h>
#include <linux/slab.h>

enum { UID, MODE, NAME, SIZE, BIG, HEX, ERROR };

static match_table_t tokens = {
	{UID, "uid=%u"}, {MODE, "mode=%o"}, {NAME, "name=%4s"},
	{SIZE, "size=%d%%"}, {BIG, "big=%s"}, {HEX, "x%x:%x"},
	{ERROR, NULL},
};

static match_table_t broken = {
	{UID, "uid=%u"}, {MODE, (char *)0x1000}, {ERROR, NULL},
};

static noinline void try(const char *text)
{
	char copy[64], part[8];
	substring_t args[MAX_OPT_ARGS] = {};
	int token, n = -1, err = 0;
	unsigned int u = 0;
	u64 big = 0;

	strscpy(copy, text, sizeof(copy));
	token = match_token(copy, tokens, args);
	if (token == ERROR) {
		pr_info("parse: %s: nothing\n", text);
		return;
	}
	match_strlcpy(part, &args[0], sizeof(part));
	switch (token) {
	case MODE:
		err = match_octal(&args[0], &n);
		break;
	case UID:
		err = match_uint(&args[0], &u);
		n = u;
		break;
	case BIG:
		err = match_u64(&args[0], &big);
		break;
	case HEX:
		err = match_hex(&args[1], &n);
		break;
	default:
		err = match_int(&args[0], &n);
	}
	pr_info("parse: %s: %d '%s' %d %d %llu\n", text, token, part, err, n,
		big);
}

static noinline void show_sizes(void)
{
	static const u64 sizes[] = {0, 1, 999, 1000, 1023, 1024, 1536, 9999,
		10240, 102400, 1048575, 1073741824, 123456789012, U64_MAX};
	char ten[16], two[16], small[5];
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		string_get_size(sizes[i], 1, STRING_UNITS_10, ten, sizeof(ten));
		string_get_size(sizes[i], 512, STRING_UNITS_2, two,
				sizeof(two));
		pr_info("size: %llu: %s, %s\n", sizes[i], ten, two);
	}
	string_get_size(U64_MAX, U64_MAX, STRING_UNITS_2, two, sizeof(two));
	string_get_size(123456, 1, STRING_UNITS_10, small, sizeof(small));
	pr_info("size: %s, %s\n", two, small);
}

static int __init parse_init(void)
{
	static const char *const texts[] = {
		"uid=17", "uid=x", "uid=99999999999", "mode=755", "mode=9",
		"name=longer", "name=", "size=50%", "size=-3%", "size=5",
		"big=18446744073709551615", "big=0x10", "xff:1a", "xff", "",
	};
	char **words, copy[] = "uid", *name;
	static substring_t args[MAX_OPT_ARGS];
	int i, n;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		try(texts[i]);
	words = argv_split(GFP_KERNEL, "  one two\tthree\n ", &n);
	for (i = 0; words[i]; i++)
		pr_info("parse: word %d of %d: '%s'\n", i, n, words[i]);
	argv_free(words);
	pr_info("parse: wild %d %d %d %d\n", match_wildcard("a*c", "abbc"),
		match_wildcard("a?c", "abbc"), match_wildcard("*", ""),
		match_wildcard("*b*d", "abcbd"));
	words = kasprintf_strarray(GFP_KERNEL, "line", 3);
	pr_info("parse: %s %s %s\n", words[0], words[1], words[2]);
	kfree_strarray(words, 3);
	name = kstrdup("a\\tb\\x41\\101\\q\\\"", GFP_KERNEL);
	n = string_unescape(name, name, 0, UNESCAPE_ANY);
	pr_info("parse: %d %*ph\n", n, n, name);
	kfree(name);
	show_sizes();
	return match_token(copy, broken, args);
}
module_init(parse_init);
MODULE_LICENSE("GPL");
