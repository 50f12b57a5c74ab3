/* SPDX-License-Identifier: Apache-2.0 */
/* Accesses that may fault (probe.h). Leaf functions: no register but those that a call loses is changed. */
	.set	noreorder
	.set	noat
	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.ent	\name
\name:
	.endm

function probe_load
	sw	$29, 0($4)
	sw	$31, 4($4)
	lw	$8, 0($5)
	sw	$8, 8($4)
	jr	$31
	 move	$2, $0
	.end	probe_load

function probe_store
	sw	$29, 0($4)
	sw	$31, 4($4)
	sw	$6, 0($5)
	jr	$31
	 move	$2, $0
	.end	probe_store

function probe_faulted
	lw	$29, 0($4)
	lw	$31, 4($4)
	jr	$31
	 li	$2, 1
	.end	probe_faulted

function probe_cpu
	rdhwr	$2, $0
	jr	$31
	 nop
	.end	probe_cpu
