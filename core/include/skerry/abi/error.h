/* SPDX-License-Identifier: Apache-2.0 */
/* Error codes: negative values, one meaning each. */
#ifndef SKERRY_ABI_ERROR_H
#define SKERRY_ABI_ERROR_H

#define SK_OK        0     /* success */
#define SK_ENOCAP    (-1)  /* the selector names no capability */
#define SK_ERIGHTS   (-2)  /* the capability lacks a right that the operation needs */
#define SK_EPROTO    (-3)  /* the object does not know this operation */
#define SK_EINVAL    (-4)  /* an argument is malformed */
#define SK_ERANGE    (-5)  /* an address, slot, size or number is outside what the object covers */
#define SK_EEXIST    (-6)  /* the destination slot or window is already occupied */
#define SK_ENOMEM    (-7)  /* the factory that pays has no room left */
#define SK_EBUSY     (-8)  /* the object is bound or in use elsewhere */
#define SK_ETIMEOUT  (-9)  /* the timeout expired */
#define SK_ECANCELED (-10) /* the operation was cancelled by ex_regs */
#define SK_ENOENT    (-11) /* nothing there: no mapping, no binding, no caller to reply to */
#define SK_EDELETED  (-12) /* the partner or object was destroyed meanwhile */
#define SK_EDYING    (-13) /* the source is being revoked; nothing new is derived from it */
#define SK_EDEPTH    (-14) /* the derivation would be deeper than SK_DERIVATION_DEPTH */
#define SK_ENOTSUP   (-15) /* this processor or backend cannot do it */
#define SK_ESTATE    (-16) /* the object is in a state that does not allow it */
#define SK_EFAULT    (-17) /* the UTCB or a named user address is not usable */
#define SK_EBUDGET   (-18) /* no budget: a passive thread without a donated scheduling context */

#define SK_ERROR_LAST (-18)

#endif
