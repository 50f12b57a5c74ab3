# SPDX-License-Identifier: Apache-2.0
"""Plants one bug at a time in the core and asks whether the tests see it."""

import json
import pathlib
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from cli import process  # noqa: E402 (needs the path above)

# file, text that occurs once, what stands there instead
MUTATIONS = {
    "none": ("deriv.c", "static bool step(", "static bool step("),  # the control: must not be caught
    "derive_below_dying": ("deriv.c", "if (deriv_dying(parent))\n\t\treturn SK_EDYING;", ""),
    "depth_off_by_one": ("deriv.c", "parent->depth >= SK_DERIVATION_DEPTH", "parent->depth > SK_DERIVATION_DEPTH"),
    "removed_first_child_stays": ("deriv.c", "d->parent->child = d->next == d ? NULL : d->next;", "d->parent->child = d->next;"),
    "walk_forgets_inner_revocation": ("deriv.c", "\t\t\t*top = d;\n", "\t\t\t;\n"),
    "marks_stay": ("deriv.c", "top->flags |= DERIV_TIDY;\n\t\t\treturn false;", "top->flags |= DERIV_TIDY;"),
    "widening_forgets": ("deriv.c", "else if (rights & ~dying_rights(top))", "else if (rights & dying_rights(top))"),
    "grant_keeps_old_first_child": ("deriv.c", "if (to->parent && to->parent->child == from)", "if (0)"),
    "slot_one_beyond": ("cap.c", "slot >= t->cap_bytes >> SK_SEL_SHIFT", "slot > t->cap_bytes >> SK_SEL_SHIFT"),
    "map_keeps_all_rights": ("cap.c", "int cap_map(struct cap *from, struct cap *to, unsigned rights)\n{\n\trights &= from->d.rights;",
                             "int cap_map(struct cap *from, struct cap *to, unsigned rights)\n{"),
    "map_without_copy": ("cap.c", "!(from->d.rights & SK_CAP_COPY) || rights == 0", "rights == 0"),
    "grant_with_children": ("cap.c", "if (from->d.child)\n\t\treturn SK_EBUSY;", "if (0)\n\t\treturn SK_EBUSY;"),
    "grant_loses_ownership": ("cap.c", "from->obj->root = to;", "(void)to;"),
    "grant_leaves_source": ("cap.c", "\tfrom->obj = NULL;\n\treturn SK_OK;", "\treturn SK_OK;"),
    "root_capability_only_emptied": ("cap.c", "return object_destroy(c->obj);", "return SK_OK;"),
    "partial_right_destroys": ("cap.c", "c->obj->root == c && !(c->d.rights & ~rights)", "c->obj->root == c"),
    "no_flush_after_removal": ("space.c", "\tarch_tlb_flush(s, m->va, order);\n\tif (table)", "\tif (table)"),
    "no_flush_after_reduction": ("mapping.c", "\t\tarch_tlb_flush(m->space, m->va, d->order);\n", ""),
    "table_never_given_back": ("space.c", "if (s->live[index])\n\t\treturn NULL;", "return NULL;"),
    "live_not_counted_twice": ("space.c", "if (slot->mapping == NULL)\n", ""),
    "overlap_not_seen": ("space.c", "if (l1[i].pte || l1[i].table)\n\t\t\t\treturn false;", "if (l1[i].pte)\n\t\t\t\treturn false;"),
    "small_over_large": ("space.c", "\tif (l1->pte)\n\t\treturn false;\n\tfor", "\tfor"),
    "mapping_not_freed": ("mapping.c", "\tfactory_free(payer, m, SK_COST_MAPPING);\n}\n\nint mapping_revoke", "}\n\nint mapping_revoke"),
    "kumem_not_freed": ("mapping.c", "factory_free(payer, pool_ptr(m->pa), SK_COST_KUMEM);", ";"),
    "fixed_is_unmapped": ("mapping.c", "m && !(m->flags & SPACE_MAP_FIXED) && mapping_revoke", "m && mapping_revoke"),
    "self_ignored": ("mapping.c", "result == SK_OK && self && (m->d.rights & rights)", "result == SK_OK && (m->d.rights & rights)"),
    "null_page_mapped": ("mapping.c", "va < s->start || ", ""),
    "unaligned_memory": ("mapping.c", "if ((va | pa) & (size - 1))", "if (va & (size - 1))"),
    "part_from_the_start": ("delegate.c", "m->pa + (p.source - m->va)", "m->pa"),
    "rights_of_the_item": ("delegate.c", "SK_FPAGE_GET_RIGHTS(d->fpage) & m->d.rights", "SK_FPAGE_GET_RIGHTS(d->fpage)"),
    "fixed_is_delegated": ("delegate.c", "rights == 0 || (m->flags & SPACE_MAP_FIXED)", "rights == 0"),
    "hot_spot_ignored": ("delegate.c", "p.place += hot", "p.place += 0 & hot"),
    "cached_device": ("delegate.c", "*attr > SK_ATTR_UNCACHED || (*attr == SK_ATTR_CACHED && (m->flags & SPACE_MAP_DEVICE))",
                      "*attr > SK_ATTR_UNCACHED"),
    "quota_not_returned": ("pool.c", "\tf->used -= 1u << order;\n", ""),
    "halves_never_joined": ("pool.c", "return at(buddy)->owner == f && at(buddy)->order == order;", "return false;"),
    "joins_foreign_blocks": ("pool.c", "return at(buddy)->owner == f && at(buddy)->order == order;", "return at(buddy)->order == order;"),
    "joins_other_sizes": ("pool.c", "return at(buddy)->owner == f && at(buddy)->order == order;", "return at(buddy)->owner == f;"),
    "memory_not_cleared": ("pool.c", "\tif (p)\n\t\tmemset(p, 0,", "\tif (!p)\n\t\tmemset(p, 0,"),
    "block_of_factory_lost": ("factory.c", "factory_free(f->parent, pool_at(f->block), f->size);", ""),
    "factory_leaves_objects": ("factory.c", "if (!list_empty(&f->objects)) {", "if (0) {"),
    "restarted_destruction_descends_again": ("destroy.c", "if (!o->dying)\n\t\tdestroy_first(o);\n\treturn work(o);",
                                             "destroy_first(o);\n\treturn work(o);"),
    "orphans_forgotten": ("destroy.c", "while (wanted || kernel.orphans)", "while (wanted)"),
    "unmap_starts_over": ("mapping.c", "\t\t*progress = next - start;\n\t\tif (preempted())\n\t\t\treturn SK_RESTART;",
                          "\t\t*progress = next - start;\n\t\tif (preempted()) {\n\t\t\t*progress = 0;\n\t\t\treturn SK_RESTART;\n\t\t}"),
    "range_end_not_checked": ("range.c", "offset >= r->bytes || (1u << order) > r->bytes - offset", "offset >= r->bytes"),
    "table_of_slots_lost": ("task.c", "\tfactory_free(t->space.payer, t->caps, table_bytes(t));\n\tt->caps = NULL;", "\tt->caps = NULL;"),
    "least_urgent_sender_first": ("ipc_send.c", "SCHED_PRIORITIES - priority);", "priority);"),
    "closed_receive_hears_all": ("ipc_send.c", "if (to->ipc.partner != NULL && to->ipc.partner != &from->obj)", "if (0)"),
    "caller_takes_any_message": ("ipc_send.c", "if (to->state != THREAD_RECEIVING || to->ipc.awaits_reply)", "if (to->state != THREAD_RECEIVING)"),
    "label_to_closed_receive": ("ipc_send.c", "uint32_t label = to->ipc.partner == NULL ? t->ipc.label : 0;", "uint32_t label = t->ipc.label;"),
    "call_flag_lost_in_queue": ("ipc_recv.c", "\tif (from->ipc.op == SK_OP_CALL)\n\t\ttag |= SK_TAG_CALL;\n", ""),
    "items_without_right": ("ipc.c", "t->ipc.xfer = (c->d.rights & SK_CAP_XFER) != 0;", "t->ipc.xfer = 1;"),
    "words_beyond_not_cleared": ("ipc_transfer.c", "\t\tto->regs.gpr[REG_T0 + i] = 0;\n", "\t\t;\n"),
    "last_word_lost": ("ipc_transfer.c", "for (unsigned i = 0; i < words; i++)", "for (unsigned i = 0; i + 1 < words; i++)"),
    "item_over_words": ("ipc_transfer.c", "at = SK_TAG_WORDS(from->ipc.tag) + 2 * n;", "at = 2 * n;"),
    "receivers_error_goes_to_sender": ("ipc_transfer.c", "if (error != SK_OK && !d.receiver && n == 0)", "if (error != SK_OK && n == 0)"),
    "restarted_item_sent_twice": ("ipc_transfer.c", "if (from->ipc.peer == NULL)\n\t\tfrom->ipc.item = 0;", "from->ipc.item = 0;"),
    "second_caller_forgets_first": ("reply.c", "if (server->ipc.caller != NULL)\n\t\tipc_abort(", "if (0)\n\t\tipc_abort("),
    "reply_right_stays": ("reply.c", "\t\tr->server->ipc.caller = NULL;\n", ""),
    "send_wait_forgets_to_wait": ("ipc_send.c", "if (from->ipc.op & SK_OP_RECV) {", "if (0) {"),
    "call_never_times_out": ("ipc_send.c", "else if (deadline != ~(ticks_t)0)\n\t\ttimeout_set(cpu, &t->timeout, deadline);\n\treturn OBJECT_BLOCKED;\n}\n\nint ipc_sent",
                             "return OBJECT_BLOCKED;\n}\n\nint ipc_sent"),
    "message_leaves_timeout": ("ipc_send.c", "\ttimeout_cancel(&to->timeout);\n\tlist_remove(&to->ipc.link);\n", "\tlist_remove(&to->ipc.link);\n"),
    "receive_timeout_of_send": ("ipc_recv.c", "deadline = ipc_deadline(t, t->ipc.timeout, 1);", "deadline = ipc_deadline(t, t->ipc.timeout, 0);"),
    "cancel_leaves_in_queue": ("ipc_abort.c", "\t\tipc_unqueue(t);\n", ""),
    "cancel_leaves_reply_right": ("ipc_abort.c", "\t\t\treply_take(&t->ipc.reply);\n", ""),
    "dead_server_keeps_callers": ("ipc_abort.c", "if (t->ipc.caller != NULL)\n\t\tipc_abort(cpu, t->ipc.caller->caller, SK_EDELETED);", ";"),
    "failed_repetition_leaves_transfer": ("entry.c", "if (result < 0)\n", "if (0)\n"),
    "reply_capability_stays": ("reply.c", "if (r->obj.root != NULL)\n\t\tcap_remove(r->obj.root);", ""),
    "signals_stay": ("ipc_recv.c", "\t\tirq->bits = 0;\n", ""),
    "unbound_object_stays_in_line": ("irq.c", "\tipc_withdraw(t, &irq->wait);\n", ""),
    "rebound_gate_keeps_waiting_senders": ("gate.c", "thread_repeat_syscall(t, t->regs.gpr[REG_A0]);", ";"),
    "dead_gate_keeps_senders": ("gate.c", "while (!list_empty(&g->waiting)) {\n\t\tipc_abort(", "while (0) {\n\t\tipc_abort("),
}

TESTS = ["tests/unit/core/unit-core-" + name for name in
         ("deriv", "pool", "cap", "delegate", "task", "destroy", "space", "protocol")] + ["tests/unit/core-ipc/unit-core-items"] + ["tests/spec/unit-spec"]
SECONDS = 60  # a mutant that hangs is caught as well


def compile_command(build, path):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]) == path:
            return shlex.split(entry["command"]), entry["directory"]
    raise SystemExit(f"{path} is not compiled in {build}")


def compile_mutant(root, build, work, name):
    """Compiles the changed copy; returns the object, or why the mutation does not apply."""
    file, old, new = MUTATIONS[name]
    source = root / "core" / file
    text = source.read_text()
    if text.count(old) != 1:
        raise SystemExit(f"mutation {name}: its text occurs {text.count(old)} times in core/{file}")
    command, directory = compile_command(build, source)
    changed, result = work / f"{name}.c", work / f"{name}.o"
    changed.write_text(text.replace(old, new))
    command[command.index("-o") + 1] = str(result)
    command[-1] = str(changed)
    subprocess.run(command + ["-Wno-error"], cwd=directory, check=True, capture_output=True)
    return result


def link(build, work, test, mutant):
    """The test with the mutant in front of the archive that holds the right object."""
    folder = build / pathlib.Path(test).parent
    target = pathlib.Path(test).name
    objects = sorted((folder / "CMakeFiles" / f"{target}.dir").rglob("*.o"))
    flags = subprocess.run(["pkg-config", "--libs", "check"], check=True, capture_output=True, text=True).stdout.split()
    archives = [build / "tests/unit/core-ipc/libskerry_actors.a", build / "tests/unit/core/libskerry_core_checks.a", build / "arch/sim-posix/libskerry_sim.a",
                build / "tests/unit/support/libskerry_unit_support.a"]
    result = work / target
    subprocess.run(["gcc", "-o", result, mutant, *objects, *archives, *flags], check=True, capture_output=True)
    return result


def caught_by(root, build, work, name):
    """The test that fails with the bug planted, or None."""
    mutant = compile_mutant(root, build, work, name)
    for test in TESTS:
        program = link(build, work, test, mutant)
        try:
            done = process.run([program], SECONDS, env={"SKERRY_SPEC_AS_FOUND": "1"}, cwd=work)  # a short sequence is of no interest here
        except process.StillRunning:
            return test
        if done.code != 0:
            return test
    return None


def main(arguments):
    root = pathlib.Path(__file__).resolve().parents[2]
    build = pathlib.Path(arguments[0]).resolve()
    work = build / "mutations"
    work.mkdir(exist_ok=True)
    missed = []
    for name in arguments[1:] or MUTATIONS:
        test = caught_by(root, build, work, name)
        print(f"{name}: {'caught by ' + pathlib.Path(test).name if test else 'NOT CAUGHT'}", flush=True)
        if bool(test) == (name == "none"):
            missed.append(name)
    print(f"{len(arguments[1:] or MUTATIONS) - len(missed)} as expected, {len(missed)} not")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
