// SPDX-License-Identifier: Apache-2.0
// The end of a program.
#include <skerry/rt/ipc.h>
#include <skerry/rt/start.h>

void rt_exit(int status)
{
	struct rt_msg m = {.tag = SK_TAG(SK_PROTO_ERROR, 1, 0), .w = {(sk_word_t)status}};

	(void)rt_send(SK_SLOT_PARENT, &m);
	for (;;)
		(void)rt_recv(SK_SLOT_THREAD, RT_FOREVER, &m);
}
