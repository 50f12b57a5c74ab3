/* SPDX-License-Identifier: Apache-2.0 */
/* Flexpages and typed items: how memory and capabilities are named and delegated. */
#ifndef SKERRY_ABI_FPAGE_H
#define SKERRY_ABI_FPAGE_H

#include <skerry/abi/types.h>

/*
 * Flexpage, one word: rights 3:0, type 5:4, order 11:6, page 31:12.
 *   memory      page = address >> 12, order = log2(bytes), 14 to 31, address aligned to the size
 *   capability  page = slot number, order = log2(slots), 0 to 12 (delegation: 0 only), slot aligned
 * SK_FPAGE_ALL memory names the whole of user space and is accepted by unmap and as a receive window.
 */
#define SK_FPAGE_NIL 0
#define SK_FPAGE_MEM 1
#define SK_FPAGE_CAP 2

#define SK_FPAGE_RIGHTS_MASK 0xf
#define SK_FPAGE_TYPE_SHIFT  4
#define SK_FPAGE_TYPE_MASK   0x3
#define SK_FPAGE_ORDER_SHIFT 6
#define SK_FPAGE_ORDER_MASK  0x3f
#define SK_FPAGE_PAGE_SHIFT  12

/* Rights on memory. */
#define SK_MEM_X   1
#define SK_MEM_W   2
#define SK_MEM_R   4
#define SK_MEM_RW  (SK_MEM_R | SK_MEM_W)
#define SK_MEM_RX  (SK_MEM_R | SK_MEM_X)
#define SK_MEM_RWX (SK_MEM_R | SK_MEM_W | SK_MEM_X)

/* Rights on a capability. */
#define SK_CAP_USE  1 /* invoke: call, send, read-only operations */
#define SK_CAP_CTRL 2 /* change, bind, configure */
#define SK_CAP_XFER 4 /* send typed items through this gate */
#define SK_CAP_COPY 8 /* delegate by map; without it the capability can only be granted */
#define SK_CAP_ALL  15

#define SK_FPAGE(type, page, order, rights)                                                                      \
	(((page) << SK_FPAGE_PAGE_SHIFT) | ((order) << SK_FPAGE_ORDER_SHIFT) | ((type) << SK_FPAGE_TYPE_SHIFT) | \
	 (rights))
#define SK_FPAGE_MEMORY(addr, order, rights) SK_FPAGE(SK_FPAGE_MEM, (addr) >> 12, order, rights)
#define SK_FPAGE_SLOT(slot, rights)          SK_FPAGE(SK_FPAGE_CAP, slot, 0, rights)
#define SK_FPAGE_ALL(rights)                 SK_FPAGE(SK_FPAGE_MEM, 0, 31, rights)

#define SK_FPAGE_GET_RIGHTS(f) ((f)&SK_FPAGE_RIGHTS_MASK)
#define SK_FPAGE_GET_TYPE(f)   (((f) >> SK_FPAGE_TYPE_SHIFT) & SK_FPAGE_TYPE_MASK)
#define SK_FPAGE_GET_ORDER(f)  (((f) >> SK_FPAGE_ORDER_SHIFT) & SK_FPAGE_ORDER_MASK)
#define SK_FPAGE_GET_PAGE(f)   ((f) >> SK_FPAGE_PAGE_SHIFT)
#define SK_FPAGE_GET_ADDR(f)   ((f) & ~0xfffu)

/*
 * Typed item, two words, after the untyped words of a message:
 *   word 0  kind 3:0 (SK_ITEM_MAP or SK_ITEM_GRANT), memory attribute 7:4 (SK_ATTR_*), hot spot 31:12
 *   word 1  flexpage in the sender's space; its rights bound what is passed on
 * The hot spot picks the place when window and flexpage differ in size, as in L4: in a larger window the flexpage goes
 * to (hot spot mod window size), of a larger flexpage the part at (hot spot mod flexpage size) goes into the window.
 *
 * The receiver finds each item rewritten:
 *   word 0  SK_ITEM_DONE, attribute, hot spot as sent
 *   word 1  flexpage in the receiver's own space, with the rights received
 * or, when its own side could not take it (no window, slot taken, quota exhausted),
 *   word 0  SK_ITEM_FAILED
 *   word 1  the error code
 * A failed item does not fail the IPC: the sender cannot suffer from the receiver's quota.
 *
 * What is wrong on the sender's side (nothing at the source, no right left, something that others derived from granted:
 * SK_EBUSY) ends the IPC with that error only if it is the first item's. A later item finds the receiver with what the
 * earlier ones delegated, so its error goes into the message too, as SK_ITEM_FAILED, and the IPC succeeds.
 */
#define SK_ITEM_MAP              1
#define SK_ITEM_GRANT            2
#define SK_ITEM_DONE             3
#define SK_ITEM_FAILED           4
#define SK_ITEM_KIND_MASK        0xf
#define SK_ITEM_ATTR_SHIFT       4
#define SK_ITEM_ATTR_MASK        0xf
#define SK_ITEM(kind, attr, hot) (((hot) & ~0xfffu) | ((attr) << SK_ITEM_ATTR_SHIFT) | (kind))

/* Memory attributes. A derived mapping may be stricter (uncached) than its source, never the other way round for
 * devices. */
#define SK_ATTR_INHERIT  0 /* as the source */
#define SK_ATTR_CACHED   1 /* normal memory; refused for device ranges */
#define SK_ATTR_UNCACHED 2 /* device registers, DMA buffers */

/* Flags of unmap (word 1 of SK_TASK_UNMAP). */
#define SK_UNMAP_SELF 1 /* remove the named mappings too, not only what was derived from them */

#endif
