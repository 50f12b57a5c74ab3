// SPDX-License-Identifier: Apache-2.0
// What the monitor shows, as text.
#ifndef MONITOR_SHOW_H
#define MONITOR_SHOW_H

#include <skerry/control_proto.h>
#include <stddef.h>

#define SHOW_MOST 512 /* characters of any of these, its end included */

/** A line for `list`. */
void show_list(char text[SHOW_MOST], const struct control_domain *d);
/** Heading of `stats`, and a line below it. */
extern const char show_heading[];
void show_row(char text[SHOW_MOST], const struct control_domain *d);
/** Some lines on one domain. */
void show_domain(char text[SHOW_MOST], const struct control_domain *d);
/** What an error of the control gate means to the one who typed the command. */
const char *show_error(int error);

#endif
