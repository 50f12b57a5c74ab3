// SPDX-License-Identifier: Apache-2.0
// Bounded walk over a flattened device tree (format version 17, big endian).
#include <vmm/fdt.h>

#define FDT_MAGIC      0xd00dfeed
#define FDT_VERSION    17
#define HEADER_SIZE    40
#define TAG_BEGIN_NODE 1
#define TAG_END_NODE   2
#define TAG_PROP       3
#define TAG_NOP        4
#define TAG_END        9

// One token of the structure block.
struct token {
	uint32_t tag;
	uint32_t at;      // offset of the token
	const char *name; // of the node or property
	struct vmm_fdt_value value;
};

static uint32_t be32(const uint8_t *p)
{
	return __builtin_bswap32(vmm_le32(p));
}

static void put_be32(uint8_t *p, uint32_t value)
{
	vmm_put_le32(p, __builtin_bswap32(value));
}

static bool same_string(const char *a, const char *b)
{
	size_t n = vmm_strlen(a);

	return n == vmm_strlen(b) && vmm_same(a, b, n);
}

// Length of the string at @p at if its zero stands before @p end, else -1.
static int64_t string_length(const struct vmm_fdt *fdt, uint32_t at, uint32_t end)
{
	for (uint32_t i = at; i < end; i++) {
		if (fdt->blob[i] == 0)
			return i - at;
	}
	return -1;
}

static bool take_word(const struct vmm_fdt *fdt, uint32_t *pos, uint32_t *word)
{
	if (fdt->nodes_end - *pos < 4)
		return false;
	*word = be32(fdt->blob + *pos);
	*pos += 4;
	return true;
}

// Moves @p pos by @p size bytes, rounded up to words.
static bool skip(const struct vmm_fdt *fdt, uint32_t *pos, uint64_t size)
{
	size = (size + 3) & ~UINT64_C(3);
	if (size > fdt->nodes_end - *pos)
		return false;
	*pos += (uint32_t)size;
	return true;
}

static bool next_node_name(const struct vmm_fdt *fdt, uint32_t *pos, struct token *token)
{
	int64_t length = string_length(fdt, *pos, fdt->nodes_end);

	token->name = (const char *)fdt->blob + *pos;
	return length >= 0 && skip(fdt, pos, (uint64_t)length + 1);
}

static bool next_prop(const struct vmm_fdt *fdt, uint32_t *pos, struct token *token)
{
	uint32_t name;

	if (!take_word(fdt, pos, &token->value.size) || !take_word(fdt, pos, &name))
		return false;
	if (name >= fdt->strings_end - fdt->strings || string_length(fdt, fdt->strings + name, fdt->strings_end) < 0)
		return false;
	token->name = (const char *)fdt->blob + fdt->strings + name;
	token->value.data = fdt->blob + *pos;
	return skip(fdt, pos, token->value.size);
}

// Reads the token at @p pos and moves on. Returns false where the structure block is damaged or ends without TAG_END.
static bool next_token(const struct vmm_fdt *fdt, uint32_t *pos, struct token *token)
{
	*token = (struct token){.at = *pos};
	if (!take_word(fdt, pos, &token->tag))
		return false;
	switch (token->tag) {
	case TAG_BEGIN_NODE:
		return next_node_name(fdt, pos, token);
	case TAG_PROP:
		return next_prop(fdt, pos, token);
	case TAG_END_NODE:
	case TAG_NOP:
	case TAG_END:
		return true;
	default:
		return false;
	}
}

// One walk over everything: tags balanced, one root node, properties only inside nodes.
static int check_structure(const struct vmm_fdt *fdt)
{
	uint32_t pos = fdt->nodes;
	unsigned depth = 0;
	bool root_seen = false;
	struct token token;

	do {
		if (!next_token(fdt, &pos, &token))
			return VMM_FDT_STRUCT;
		if (token.tag == TAG_BEGIN_NODE) {
			if (depth == VMM_FDT_DEPTH || (depth == 0 && root_seen))
				return VMM_FDT_STRUCT;
			depth++;
			root_seen = true;
		} else if (token.tag == TAG_END_NODE || token.tag == TAG_PROP) {
			if (depth == 0)
				return VMM_FDT_STRUCT;
			depth -= token.tag == TAG_END_NODE;
		}
	} while (token.tag != TAG_END);
	return depth == 0 && root_seen ? VMM_OK : VMM_FDT_STRUCT;
}

int vmm_fdt_open(struct vmm_fdt *fdt, uint8_t *blob, size_t size)
{
	if (size < HEADER_SIZE)
		return VMM_FDT_SHORT;
	if (be32(blob) != FDT_MAGIC)
		return VMM_FDT_MAGIC;

	uint32_t total = be32(blob + 4);

	if (total > size || total < HEADER_SIZE)
		return VMM_FDT_SHORT;
	if (be32(blob + 20) != FDT_VERSION)
		return VMM_FDT_VERSION;

	uint32_t nodes = be32(blob + 8);
	uint32_t strings = be32(blob + 12);
	uint32_t strings_size = be32(blob + 32);
	uint32_t nodes_size = be32(blob + 36);

	if ((nodes & 3) || nodes > total || nodes_size > total - nodes || strings > total ||
	    strings_size > total - strings)
		return VMM_FDT_LAYOUT;
	*fdt = (struct vmm_fdt){
	        .blob = blob,
	        .size = total,
	        .room = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX,
	        .nodes = nodes,
	        .nodes_end = nodes + nodes_size,
	        .strings = strings,
	        .strings_end = strings + strings_size,
	};
	return check_structure(fdt);
}

// vmm_fdt_open() walked the whole tree, so the walks below meet no damage; they still stop at any they should meet.

int vmm_fdt_child(const struct vmm_fdt *fdt, const char *name, uint32_t *node)
{
	size_t length = vmm_strlen(name);
	uint32_t pos = fdt->nodes;
	unsigned depth = 0;
	struct token token;

	while (next_token(fdt, &pos, &token) && token.tag != TAG_END) {
		if (token.tag == TAG_BEGIN_NODE) {
			if (depth == 1 && vmm_strlen(token.name) >= length && vmm_same(token.name, name, length) &&
			    (token.name[length] == '\0' || token.name[length] == '@')) {
				*node = token.at;
				return VMM_OK;
			}
			depth++;
		} else if (token.tag == TAG_END_NODE) {
			depth--;
		}
	}
	return VMM_FDT_NO_NODE;
}

int vmm_fdt_prop(const struct vmm_fdt *fdt, uint32_t node, const char *name, struct vmm_fdt_value *value)
{
	uint32_t pos = node;
	struct token token;

	// Properties stand before the first child.
	if (!next_token(fdt, &pos, &token))
		return VMM_FDT_NO_PROP;
	while (next_token(fdt, &pos, &token) && (token.tag == TAG_PROP || token.tag == TAG_NOP)) {
		if (token.tag == TAG_PROP && same_string(token.name, name)) {
			*value = token.value;
			return VMM_OK;
		}
	}
	return VMM_FDT_NO_PROP;
}

// Whether the string list in @p list has @p text as one of its strings.
static bool list_has(const struct vmm_fdt_value *list, const char *text)
{
	size_t length = vmm_strlen(text) + 1;
	uint32_t start = 0;

	for (uint32_t i = 0; i < list->size; i++) {
		if (list->data[i] != 0)
			continue;
		if (i + 1 - start == length && vmm_same(list->data + start, text, length))
			return true;
		start = i + 1;
	}
	return false;
}

int vmm_fdt_next(const struct vmm_fdt *fdt, const char *compatible, uint32_t *node)
{
	uint32_t pos = *node ? *node : fdt->nodes;
	struct vmm_fdt_value list;
	struct token token;

	while (next_token(fdt, &pos, &token) && token.tag != TAG_END) {
		if (token.tag == TAG_BEGIN_NODE && token.at != *node &&
		    vmm_fdt_prop(fdt, token.at, "compatible", &list) == VMM_OK && list_has(&list, compatible)) {
			*node = token.at;
			return VMM_OK;
		}
	}
	return VMM_FDT_NO_NODE;
}

static int find_cell(const struct vmm_fdt *fdt, uint32_t node, const char *name, unsigned index, uint8_t **cell)
{
	struct vmm_fdt_value value;
	int status = vmm_fdt_prop(fdt, node, name, &value);

	if (status != VMM_OK)
		return status;
	if (index >= value.size / 4)
		return VMM_FDT_PROP_SIZE;
	*cell = value.data + 4 * (size_t)index;
	return VMM_OK;
}

int vmm_fdt_cell(const struct vmm_fdt *fdt, uint32_t node, const char *name, unsigned index, uint32_t *cell)
{
	uint8_t *place;
	int status = find_cell(fdt, node, name, index, &place);

	if (status == VMM_OK)
		*cell = be32(place);
	return status;
}

int vmm_fdt_set_cell(const struct vmm_fdt *fdt, uint32_t node, const char *name, unsigned index, uint32_t cell)
{
	uint8_t *place;
	int status = find_cell(fdt, node, name, index, &place);

	if (status == VMM_OK)
		put_be32(place, cell);
	return status;
}

// Header fields that hold an offset, and those that hold a size that grows with the structure block.
static const uint8_t offset_fields[] = {8, 12, 16};
static const uint8_t size_fields[] = {4, 36};

// Opens a gap of @p bytes (whole words) at offset @p at of the structure block.
static int open_gap(struct vmm_fdt *fdt, uint32_t at, uint32_t bytes)
{
	if (bytes > fdt->room - fdt->size)
		return VMM_FDT_PROP_SIZE;
	__builtin_memmove(fdt->blob + at + bytes, fdt->blob + at, fdt->size - at);
	for (size_t i = 0; i < VMM_ARRAY_SIZE(offset_fields); i++) {
		uint8_t *field = fdt->blob + offset_fields[i];

		if (be32(field) >= at)
			put_be32(field, be32(field) + bytes);
	}
	for (size_t i = 0; i < VMM_ARRAY_SIZE(size_fields); i++)
		put_be32(fdt->blob + size_fields[i], be32(fdt->blob + size_fields[i]) + bytes);
	fdt->size += bytes;
	fdt->nodes_end += bytes;
	if (fdt->strings >= at) {
		fdt->strings += bytes;
		fdt->strings_end += bytes;
	}
	return VMM_OK;
}

int vmm_fdt_set_string(struct vmm_fdt *fdt, uint32_t node, const char *name, const char *text)
{
	size_t length = vmm_strlen(text) + 1;
	struct vmm_fdt_value value;
	int status = vmm_fdt_prop(fdt, node, name, &value);

	if (status != VMM_OK)
		return status;
	if (length > value.size) {
		uint32_t old = (value.size + 3) & ~3u;
		uint32_t end = (uint32_t)(value.data - fdt->blob) + old;

		if (length > fdt->room)
			return VMM_FDT_PROP_SIZE;
		status = open_gap(fdt, end, (((uint32_t)length + 3) & ~3u) - old);
		if (status != VMM_OK)
			return status;
		value.size = (uint32_t)length;
		put_be32(value.data - 8, value.size);
	}
	vmm_copy(value.data, text, length);
	vmm_fill(value.data + length, 0, value.size - length);
	return VMM_OK;
}

int vmm_fdt_remove(const struct vmm_fdt *fdt, uint32_t node, const char *name)
{
	struct vmm_fdt_value value;
	int status = vmm_fdt_prop(fdt, node, name, &value);

	if (status != VMM_OK)
		return status;
	// Tag, length and name offset stand before the value.
	for (uint8_t *p = value.data - 12; p < value.data + value.size; p += 4)
		put_be32(p, TAG_NOP);
	return VMM_OK;
}
