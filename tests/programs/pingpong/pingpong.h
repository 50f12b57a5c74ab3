// SPDX-License-Identifier: Apache-2.0
// What root, ping and pong agree on.
#ifndef PINGPONG_H
#define PINGPONG_H

#include <skerry/abi/syscall.h>

#define ROUNDS       1000
#define PONG_GATE    SK_SLOT_FREE /* in ping: the gate that pong serves */
#define PONG_LABEL   0x706f6e67   /* "pong", seen by the server */
#define SHARED_ADDR  0x10000000   /* one granule that ping writes and pong reads */
#define PAGED_ADDR   0x20000000   /* nothing there until the pager maps it */
#define PROTO_ADD    1            /* w0 + w1 -> w0 */
#define PROTO_SHARED 2            /* -> w0 sum of the first w0 words of the shared page */

#endif
