// SPDX-License-Identifier: Apache-2.0
// Reading what dtc prints.
#include <string.h>
#include <tree.h>
#include <unit.h>

static struct arena arena;
static struct tree tree;
static unsigned stuck;

static void teardown(void)
{
	arena_free(&arena);
}

UNIT_FIXTURE(NULL, teardown);

static bool parse(const char *text)
{
	return tree_parse(&arena, text, &tree, &stuck);
}

UNIT_TEST(values_keep_their_types)
{
	ck_assert(parse("/dts-v1/;\n/ {\n p = <0x10 2>, \"a\\\"b\", [01 ff]; /* f.dts:3:2-3:9 */\n};\n"));
	const struct prop *p = tree_prop(tree.root, "p");

	ck_assert_uint_eq(p->count, 5);
	ck_assert_uint_eq(p->value[0].number, 16);
	ck_assert_uint_eq(p->value[1].number, 2);
	ck_assert_str_eq(p->value[2].text, "a\"b");
	ck_assert_int_eq(p->value[4].kind, VALUE_BYTE);
	ck_assert_uint_eq(p->value[4].number, 255);
}

UNIT_TEST(places_are_read_from_their_end)
{
	ck_assert(parse("/dts-v1/;\n/ { /* a:b, c.dts:1:2-3:4 */\n q; /* x y:7.dts:12:3-13:40 */\n};\n"));
	const struct prop *q = tree_prop(tree.root, "q");

	ck_assert_str_eq(q->place.file, "x y:7.dts");
	ck_assert_uint_eq(q->place.line, 12);
	ck_assert_uint_eq(q->place.column, 3);
	ck_assert_uint_eq(q->place.end_line, 13);
	ck_assert_uint_eq(q->place.end_column, 40);
}

UNIT_TEST(labels_and_paths_find_nodes)
{
	ck_assert(parse("/dts-v1/;\n/ {\n a {\n  l: m: b {\n };\n };\n c {\n };\n};\n"));
	struct node *a = tree_child(tree.root, "a"), *b = tree_child(a, "b");

	ck_assert_ptr_eq(tree_labelled(tree.root, "l"), b);
	ck_assert_ptr_eq(tree_labelled(tree.root, "m"), b);
	ck_assert_ptr_eq(tree_labelled(tree.root, "{/a/b}"), b);
	ck_assert_ptr_eq(tree_labelled(tree.root, "{/}"), tree.root);
	ck_assert_ptr_null(tree_labelled(tree.root, "{/a/x}"));
	ck_assert_ptr_null(tree_labelled(tree.root, "{/a/b"));
	ck_assert_ptr_null(tree_labelled(tree.root, "n"));
	ck_assert_ptr_eq(tree_next(tree.root, b), tree_child(tree.root, "c"));
}

UNIT_TEST(numbers_of_nodes_that_dtc_adds_are_dropped)
{
	ck_assert(parse("/dts-v1/;\n/ {\n a {\n  phandle = <1>;\n  x; /* f:4:1-4:2 */\n };\n b {\n  phandle = <2>; /* "
	                "f:7:1-7:2 */\n };\n};\n"));
	ck_assert_ptr_null(tree_prop(tree_child(tree.root, "a"), "phandle"));
	ck_assert_ptr_nonnull(tree_prop(tree_child(tree.root, "a"), "x"));
	ck_assert_ptr_nonnull(tree_prop(tree_child(tree.root, "b"), "phandle"));
}

UNIT_TEST(references_of_newer_versions_are_read)
{
	ck_assert(parse("/dts-v1/;\n/ {\n p = <&one &{/a} 3>;\n};\n"));
	const struct prop *p = tree_prop(tree.root, "p");

	ck_assert_uint_eq(p->count, 3);
	ck_assert_str_eq(p->value[0].text, "one");
	ck_assert_str_eq(p->value[1].text, "{/a}");
	ck_assert_int_eq(p->value[2].kind, VALUE_NUMBER);
}

UNIT_LOOP(damaged_text_is_refused, 0, 14)
{
	static const char *const texts[] = {
	        "",
	        "/dts-v1/;",
	        "/dts-v1/;\n/ {",
	        "/dts-v1/;\n/ {\n};\nmore",
	        "/dts-v1/;\n/ {\n p = ;\n};\n",
	        "/dts-v1/;\n/ {\n p = <1;\n};\n",
	        "/dts-v1/;\n/ {\n p = [0];\n};\n",
	        "/dts-v1/;\n/ {\n p = \"x;\n};\n",
	        "/dts-v1/;\n/ {\n p = <-1>;\n};\n",
	        "/dts-v1/;\n/ {\n p = <&>;\n};\n",
	        "/dts-v1/;\n/ {\n p /* x\n};\n",
	        "/dts-v1/;\n/ {\n = <1>;\n};\n",
	        "/dts-v1/;\n/ {\n a {\n}\n};\n",
	        "/dts-v1/;\n/memreserve/ 1 2",
	};

	ck_assert(!parse(texts[_i]));
	ck_assert_uint_ge(stuck, 1);
}

UNIT_TEST(too_deep_nesting_is_refused)
{
	char text[1024] = "/dts-v1/;\n/ {";
	size_t length = strlen(text);

	for (int i = 0; i < 40; i++, length += 3)
		memcpy(text + length, "a {", 4);
	ck_assert(!parse(text));
}
