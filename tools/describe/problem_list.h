// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with a description: PROBLEM(name, number, what is wrong, what to do about it).
#define PROBLEM_LIST(PROBLEM)                                                                                          \
	/* 1xx: the text */                                                                                            \
	PROBLEM(SYNTAX, 101, "the text is no devicetree source",                                                       \
	        "look at this place and just before it: a ';' may be missing")                                         \
	PROBLEM(UNREADABLE, 102, "the file cannot be read",                                                            \
	        "check its name, and that it is a plain file of at most 4 MiB")                                        \
	PROBLEM(NOT_SOURCE, 103, "the file is not text", "give the source (.dts), not what was compiled from it")      \
	PROBLEM(INCLUDE, 104, "an included file cannot be read", "names are relative to the file that includes them")  \
	PROBLEM(NODE_TWICE, 105, "a node is given twice",                                                              \
	        "dtc would silently merge the two: rename one, or put everything into one")                            \
	PROBLEM(PROP_TWICE, 106, "a property is given twice", "only one of the values can be meant: remove the other") \
	PROBLEM(LABEL_TWICE, 107, "a label stands at two nodes", "give each node a label of its own")                  \
	PROBLEM(LABEL_UNKNOWN, 108, "a reference names a label that no node has",                                      \
	        "a label is written in front of a node's name: 'label: name { ... };'")                                \
	PROBLEM(TOO_HARD, 109, "dtc did not get through the file", "does a file include itself, or something huge?")   \
	PROBLEM(DTC_OUTPUT, 110, "dtc's output is not understood",                                                     \
	        "use dtc 1.6 or 1.7, and leave out what is not described in the reference")                            \
	PROBLEM(MEMRESERVE, 111, "memory is reserved by address",                                                      \
	        "addresses are chosen by the system: remove '/memreserve/'")                                           \
	PROBLEM(PATH_REF, 112, "a reference stands outside angle brackets", "write '<&label>'")                        \
	/* 2xx: names and values */                                                                                    \
	PROBLEM(PROP_UNKNOWN, 201, "a property that does not exist",                                                   \
	        "docs/system-description.md lists the properties of every node")                                       \
	PROBLEM(PROP_ELSEWHERE, 202, "a property that belongs to another kind of node", "move it there")               \
	PROBLEM(ADDRESS, 203, "an address or a cell in a system file",                                                 \
	        "hardware is described by the board file; everything else gets its place by itself")                   \
	PROBLEM(NODE_UNKNOWN, 204, "a node that does not exist",                                                       \
	        "the top has 'domains' and 'links', and the board file's 'board'")                                     \
	PROBLEM(NAME_LONG, 205, "a name is too long", "names have at most 23 characters")                              \
	PROBLEM(NAME_FORM, 206, "a name has characters that names may not have",                                       \
	        "use lower-case letters, digits and '-', with a letter first")                                         \
	PROBLEM(WANT_NUMBER, 207, "a text stands where a number belongs", "numbers stand in angle brackets: <64>")     \
	PROBLEM(WANT_TEXT, 208, "a number stands where a text belongs", "texts stand in quotes: \"text\"")             \
	PROBLEM(WANT_REF, 209, "a reference to a node is missing", "name nodes by their labels: <&label>")             \
	PROBLEM(VALUE_COUNT, 210, "too few or too many values",                                                        \
	        "the reference tells how many values the property takes")                                              \
	PROBLEM(RANGE, 211, "a number is out of range",                                                                \
	        "choose a number inside the range; the property's name tells its unit")                                \
	PROBLEM(CHOICE, 212, "a text is none of the choices", "use one of the words named")                            \
	PROBLEM(FLAG_VALUE, 213, "a flag has a value",                                                                 \
	        "write only its name to switch it on, leave it out to switch it off")                                  \
	PROBLEM(BYTES, 214, "bytes in square brackets",                                                                \
	        "no property takes bytes: use <1 2> for numbers, \"text\" for text")                                   \
	PROBLEM(BITS, 215, "numbers of another size than 32 bits", "leave out '/bits/'")                               \
	PROBLEM(TEXT_EMPTY, 216, "a text is empty", "write something between the quotes, or leave the property out")   \
	PROBLEM(TEXT_LONG, 217, "a text is too long", "shorten it")                                                    \
	PROBLEM(TEXT_CHARS, 218, "a text has characters that cannot be printed, or quotes",                            \
	        "use plain letters, digits and punctuation")                                                           \
	PROBLEM(MISSING, 219, "a property is missing", "add it: image, memory and run time have no defaults")          \
	PROBLEM(CONFLICT, 220, "two properties exclude each other", "keep one of them")                                \
	PROBLEM(NO_EFFECT, 221, "a property without effect here", "remove it")                                         \
	PROBLEM(VALUE_MISSING, 222, "a property without a value", "write 'name = value;'")                             \
	/* 3xx: the board */                                                                                           \
	PROBLEM(NO_BOARD, 301, "no board is named", "include one at the top: /include/ \"board/malta.dtsi\"")          \
	PROBLEM(TWO_BOARDS, 302, "two boards are included", "a system runs on one board: include one")                 \
	PROBLEM(DEVICE_OVERLAP, 303, "registers of two devices overlap", "check the addresses in the board file")      \
	PROBLEM(IRQ_TWICE, 304, "two devices have the same interrupt line",                                            \
	        "say 'interrupt-shared' at both if the hardware is so")                                                \
	PROBLEM(DEVICE_IN_RAM, 305, "registers lie inside the RAM",                                                    \
	        "check the address and 'ram-mib' in the board file")                                                   \
	PROBLEM(DEVICE_EMPTY, 306, "a device with neither registers nor an interrupt",                                 \
	        "add one of them in the board file")                                                                   \
	PROBLEM(DEVICE_WRAPS, 307, "registers of a device go beyond the address space",                                \
	        "check its size in the board file")                                                                    \
	PROBLEM(IRQ_RANGE, 308, "an interrupt line that the board does not have",                                      \
	        "check 'interrupt' and 'interrupt-lines' in the board file")                                           \
	/* 4xx: domains */                                                                                             \
	PROBLEM(NO_DOMAINS, 401, "no domain is described", "add at least one node to 'domains'")                       \
	PROBLEM(TOO_MANY_DOMAINS, 402, "too many domains", "a system has at most 16, with its services")               \
	PROBLEM(SERVICE_NAME, 403, "a domain has the name of a service",                                               \
	        "choose another name: the links bring the services by themselves")                                     \
	PROBLEM(NO_PROGRAM, 404, "a program that does not exist",                                                      \
	        "an app is the name of a program that the tree builds")                                                \
	PROBLEM(NO_IMAGE, 405, "an image that does not exist",                                                         \
	        "name a file relative to the system file, or one of the guests that can be fetched")                   \
	PROBLEM(BAD_KERNEL, 406, "a guest's kernel is no MIPS program",                                                \
	        "an ELF file for little-endian 32-bit MIPS is needed; unpack a compressed kernel")                     \
	PROBLEM(GUEST_TIGHT, 407, "a guest's memory is too small for what is loaded into it", "give it more memory")   \
	PROBLEM(DEVICE_TWICE, 408, "a device is granted twice",                                                        \
	        "a device has one owner: let the other reach it over a link")                                          \
	PROBLEM(DEVICE_KERNEL, 409, "a device that the kernel itself uses is granted", "no domain can have it")        \
	PROBLEM(SHARED_PAGE, 410, "a device whose registers share a page with another's is granted",                   \
	        "memory is granted in pages of 16 KiB: only a driver for the whole page can have it")                  \
	PROBLEM(DMA, 411, "a bus master is granted to a domain that is not trusted with all memory",                   \
	        "the board cannot confine what a bus master reads and writes: if you trust this domain with all of "   \
	        "it, say 'dma-trusted'")                                                                               \
	PROBLEM(DMA_NEEDLESS, 412, "'dma-trusted' at a domain without a bus master",                                   \
	        "remove it, so that it does not hide a later mistake")                                                 \
	PROBLEM(NOT_DEVICE, 413, "a reference to something that is no device", "devices are the nodes in 'board'")     \
	PROBLEM(GRANULE, 414, "memory that is not a multiple of 16 KiB", "memory is given out in granules of 16 KiB")  \
	PROBLEM(FILE_TWICE, 415, "two files of a domain have the same name",                                           \
	        "a domain finds its files by their last name: rename one")                                             \
	PROBLEM(BAD_TREE, 416, "a guest's device tree is damaged", "compile it again with dtc -O dtb")                 \
	PROBLEM(REGION_TWICE, 417, "two things of a domain have the same name",                                        \
	        "what a domain is given has names of its own: rename one")                                             \
	PROBLEM(EMPTY_IMAGE, 418, "an image is empty", "check how the file was made")                                  \
	PROBLEM(DISK_SMALL, 419, "a disk that is smaller than what it begins with",                                    \
	        "raise 'disk-kib', or leave it out")                                                                   \
	PROBLEM(CONTROL_GUEST, 420, "a guest is given control of the system",                                          \
	        "only an app can use it: describe one with app = \"monitor\"")                                         \
	PROBLEM(CONTROL_MISSING, 421, "a monitor that may not control the system", "add 'controls-system;'")           \
	PROBLEM(ALL_BACKGROUND, 422, "every domain is in the background",                                              \
	        "say of which the system is for: remove 'background' there")                                           \
	/* 5xx: links */                                                                                               \
	PROBLEM(LINK_KIND, 501, "a link of no kind", "a link has one of: console, calls, shared-memory, ethernet")     \
	PROBLEM(LINK_KINDS, 502, "a link of two kinds", "make two links of it")                                        \
	PROBLEM(NOT_DOMAIN, 503, "a link's end is no domain", "links join nodes in 'domains'")                         \
	PROBLEM(END_TWICE, 504, "a domain stands twice in a link", "name each domain once")                            \
	PROBLEM(DANGLING, 505, "a link with one end only", "name the other end, or remove the link")                   \
	PROBLEM(NO_TERMINAL, 506, "a console link without a terminal", "say which: on = <&uart0>;")                    \
	PROBLEM(NOT_TERMINAL, 507, "a console on something that is no terminal",                                       \
	        "terminals are the devices in 'board' that say 'terminal'")                                            \
	PROBLEM(TERMINAL_TWICE, 508, "two console links on one terminal", "put all their domains into one link")       \
	PROBLEM(CONSOLE_TWICE, 509, "a domain on two consoles", "name it in one console link")                         \
	PROBLEM(CALL_CYCLE, 510, "domains that call each other in a circle",                                           \
	        "each would wait for the other: use shared memory in one direction")                                   \
	PROBLEM(TOO_MANY_LINKS, 511, "too many links",                                                                 \
	        "a system has at most 32; a console or a network is one for each of its domains")                      \
	PROBLEM(GUEST_CALLS, 512, "a guest in a link that only apps can use", "guests use consoles and networks")      \
	PROBLEM(NETWORK_NAME, 513, "two networks would have the same switch", "rename one of the links")               \
	PROBLEM(TOO_MANY_NETWORKS, 514, "a guest on too many networks", "a guest has at most 2 network interfaces")    \
	/* 6xx: time and memory */                                                                                     \
	PROBLEM(BUDGET_PERIOD, 601, "a budget that is longer than its period",                                         \
	        "runs-us = <budget period>: the budget comes first")                                                   \
	PROBLEM(CPU_FULL, 602, "a CPU is promised to more than it has",                                                \
	        "lower a budget, lengthen a period, or move a domain to another CPU")                                  \
	PROBLEM(NO_CPU, 603, "a CPU that the board does not have", "CPUs count from 0")                                \
	PROBLEM(RAM_FULL, 604, "more memory is promised than the board has", "give a domain less memory")              \
	PROBLEM(POOL_FULL, 605, "more kernel memory is promised than there is",                                        \
	        "raise 'kernel-pool-kib', or leave it out")                                                            \
	PROBLEM(TOO_MANY_FILES, 606, "too many files for one image",                                                   \
	        "an image holds at most 32 files; domains can share them")                                             \
	PROBLEM(QUOTA_SMALL, 607, "a kernel quota that cannot hold the domain", "raise 'kernel-kib', or leave it out") \
	PROBLEM(SLOTS_SMALL, 608, "a capability table that cannot hold what the domain is given",                      \
	        "raise 'slots', or leave it out")                                                                      \
	PROBLEM(POWER_OF_TWO, 609, "a size that is not a power of two", "use 64, 128, 256, ...")
