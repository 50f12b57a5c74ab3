// SPDX-License-Identifier: Apache-2.0
// Framing of gdb's remote protocol.
#include "gdb_wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	INTERRUPT = 0x03,
};

static const char digits[] = "0123456789abcdef";

int gdb_wire_listen(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
	socklen_t length = sizeof(address);
	int one = 1;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener < 0)
		return -1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(listener, (const struct sockaddr *)&address, sizeof(address)) != 0 || listen(listener, 1) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
		close(listener);
		return -1;
	}
	*port = ntohs(address.sin_port);
	return listener;
}

bool gdb_wire_ready(int socket, int milliseconds)
{
	struct pollfd ready = {.fd = socket, .events = POLLIN};

	return poll(&ready, 1, milliseconds) > 0;
}

int gdb_wire_accept(int listener)
{
	int one = 1;
	int client = accept(listener, NULL, NULL);

	/* Packets are small and each waits for its answer: collecting them would only cost time. */
	if (client >= 0)
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return client;
}

static int receive_byte(int socket)
{
	uint8_t byte;

	return recv(socket, &byte, 1, 0) == 1 ? byte : -1;
}

/* @more: the rest of a packet follows at once. */
static bool send_all(int socket, const void *data, size_t length, bool more)
{
	const char *at = data;

	while (length != 0) {
		ssize_t sent = send(socket, at, length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));

		if (sent <= 0)
			return false;
		at += sent;
		length -= (size_t)sent;
	}
	return true;
}

static int digit_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool gdb_wire_begun(int socket)
{
	uint8_t byte;
	ssize_t got;

	while ((got = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT)) == 1) {
		if (byte == '$' || byte == INTERRUPT)
			return true;
		receive_byte(socket);
	}
	return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

/* Reads the body behind '$' up to the checksum. @return 1 good, 0 damaged or too long, -1 closed */
static int receive_body(int socket, char *packet, size_t size)
{
	size_t length = 0;
	uint8_t sum = 0;
	int c, high, low;

	while ((c = receive_byte(socket)) != '#') {
		if (c < 0)
			return -1;
		sum = (uint8_t)(sum + c);
		if (length < size)
			packet[length++] = (char)c;
	}
	high = receive_byte(socket);
	low = receive_byte(socket);
	if (high < 0 || low < 0)
		return -1;
	if (length == size || digit_value(high) * 16 + digit_value(low) != sum)
		return 0;
	packet[length] = '\0';
	return 1;
}

enum gdb_wire gdb_wire_receive(int socket, char *packet, size_t size, bool ack)
{
	for (;;) {
		int c = receive_byte(socket);
		int body;

		if (c < 0)
			return GDB_WIRE_CLOSED;
		if (c == INTERRUPT)
			return GDB_WIRE_INTERRUPT;
		if (c != '$')
			continue; /* an acknowledgement, or noise between packets */
		body = receive_body(socket, packet, size);
		if (body < 0 || (ack && !send_all(socket, body != 0 ? "+" : "-", 1, false)))
			return GDB_WIRE_CLOSED;
		if (body > 0)
			return GDB_WIRE_PACKET;
	}
}

bool gdb_wire_send(int socket, const char *packet, size_t length, bool ack)
{
	uint8_t sum = 0;
	char tail[3] = "#";

	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + (uint8_t)packet[i]);
	tail[1] = digits[sum >> 4];
	tail[2] = digits[sum & 15];
	for (;;) {
		int c;

		if (!send_all(socket, "$", 1, true) || !send_all(socket, packet, length, true) ||
		    !send_all(socket, tail, 3, false))
			return false;
		if (!ack)
			return true;
		do
			c = receive_byte(socket);
		while (c != '+' && c != '-' && c >= 0);
		if (c != '-')
			return c == '+';
	}
}

char *gdb_hex_put(char *to, const void *bytes, size_t count)
{
	const uint8_t *from = bytes;

	for (size_t i = 0; i < count; i++) {
		*to++ = digits[from[i] >> 4];
		*to++ = digits[from[i] & 15];
	}
	return to;
}

bool gdb_hex_get(const char *from, void *bytes, size_t count)
{
	uint8_t *to = bytes;

	for (size_t i = 0; i < count; i++) {
		int high = digit_value(from[2 * i]);
		int low = high < 0 ? -1 : digit_value(from[2 * i + 1]);

		if (low < 0)
			return false;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
