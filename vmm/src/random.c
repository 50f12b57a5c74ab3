// SPDX-License-Identifier: Apache-2.0
// ChaCha20 as generator: half of every block replaces the key, so earlier output stays unknown.
#include <vmm/base.h>
#include <vmm/random.h>

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static void quarter(uint32_t *x, unsigned a, unsigned b, unsigned c, unsigned d)
{
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 7);
}

// The ChaCha20 block with counter and nonce zero: each key is used for one block only.
static void block(const uint32_t key[8], uint32_t out[16])
{
	uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

	vmm_copy(start + 4, key, 32);
	vmm_copy(out, start, sizeof(start));
	for (unsigned round = 0; round < 10; round++) {
		for (unsigned i = 0; i < 4; i++)
			quarter(out, i, 4 + i, 8 + i, 12 + i);
		for (unsigned i = 0; i < 4; i++)
			quarter(out, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
	}
	for (unsigned i = 0; i < 16; i++)
		out[i] += start[i];
}

void vmm_random_init(struct vmm_random *random, const uint8_t seed[VMM_SEED_SIZE])
{
	for (unsigned i = 0; i < 8; i++)
		random->key[i] = vmm_le32(seed + 4 * (size_t)i);
}

void vmm_random_bytes(struct vmm_random *random, void *out, size_t size)
{
	uint8_t *bytes = out;
	uint32_t words[16];

	while (size > 0) {
		size_t part = size < 32 ? size : 32;

		block(random->key, words);
		vmm_copy(random->key, words, 32);
		vmm_copy(bytes, words + 8, part);
		bytes += part;
		size -= part;
	}
	vmm_fill(words, 0, sizeof(words));
}
