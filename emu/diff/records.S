/* SPDX-License-Identifier: Apache-2.0 */
/* The generated records, as a section of the harness. */
	.section .records, "aw"
	.incbin RECORDS
