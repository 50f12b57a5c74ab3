// SPDX-License-Identifier: Apache-2.0
// Reads a flattened device tree, overwrites properties in place, and lets one string grow.
#ifndef VMM_FDT_H
#define VMM_FDT_H

#include <vmm/base.h>
#include <vmm/status.h>

/** Deepest nesting of nodes that is followed. */
#define VMM_FDT_DEPTH 16

/** An opened tree. */
struct vmm_fdt {
	uint8_t *blob;  /**< owned by the caller */
	uint32_t size;  /**< bytes of the tree (its totalsize) */
	uint32_t room;  /**< bytes it may grow to */
	uint32_t nodes; /**< offset of the structure block */
	uint32_t nodes_end;
	uint32_t strings; /**< offset of the strings block */
	uint32_t strings_end;
};

/** A property's value inside the tree. */
struct vmm_fdt_value {
	uint8_t *data;
	uint32_t size; /**< bytes */
};

/**
 * Opens the tree at @p blob, which may use @p size bytes, and checks all of it: afterwards every node and property
 * can be walked without leaving it.
 * @return VMM_OK, VMM_FDT_SHORT, VMM_FDT_MAGIC, VMM_FDT_VERSION, VMM_FDT_LAYOUT, VMM_FDT_STRUCT
 */
int vmm_fdt_open(struct vmm_fdt *fdt, uint8_t *blob, size_t size);

/**
 * Finds a child of the root node by name; a name without unit address matches whatever the address is.
 * @param node receives the node's offset
 * @return VMM_OK or VMM_FDT_NO_NODE
 */
int vmm_fdt_child(const struct vmm_fdt *fdt, const char *name, uint32_t *node);

/**
 * Finds the next node, in tree order, whose `compatible` list has @p compatible.
 * @param node in: 0 for the first, or the last one found; out: the node found
 * @return VMM_OK or VMM_FDT_NO_NODE
 */
int vmm_fdt_next(const struct vmm_fdt *fdt, const char *compatible, uint32_t *node);

/** Finds property @p name of @p node itself. @return VMM_OK or VMM_FDT_NO_PROP */
int vmm_fdt_prop(const struct vmm_fdt *fdt, uint32_t node, const char *name, struct vmm_fdt_value *value);

/** Reads cell @p index of a property. @return VMM_OK, VMM_FDT_NO_PROP, or VMM_FDT_PROP_SIZE if it has fewer cells */
int vmm_fdt_cell(const struct vmm_fdt *fdt, uint32_t node, const char *name, unsigned index, uint32_t *cell);

/**
 * Overwrites cell @p index of a property.
 * @return VMM_OK, VMM_FDT_NO_PROP, VMM_FDT_PROP_SIZE
 */
int vmm_fdt_set_cell(const struct vmm_fdt *fdt, uint32_t node, const char *name, unsigned index, uint32_t cell);

/**
 * Overwrites a string property; the rest of its place is filled with zeros. A longer string moves what follows: offsets of
 * nodes behind it, and pointers into them, change.
 * @return VMM_OK, VMM_FDT_NO_PROP, or VMM_FDT_PROP_SIZE if the tree has no room to grow
 */
int vmm_fdt_set_string(struct vmm_fdt *fdt, uint32_t node, const char *name, const char *text);

/** Takes a property out of the tree; its place stays unused. @return VMM_OK or VMM_FDT_NO_PROP */
int vmm_fdt_remove(const struct vmm_fdt *fdt, uint32_t node, const char *name);

#endif
