package dev.longhaul.simulator.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts calls by an id, for millions of ids: the ids lie as bytes in large blocks, found by an open-addressing table
 * of integers, so an id costs its bytes and about 25 more instead of the hundred and more of a map of strings. Ids are
 * only ever added, hence a reader may go through them by position while others are added. Not thread-safe.
 */
final class CallCounts {

    private static final int BLOCK = 1 << 20;
    private static final int LONGEST_ID = 200;

    private final int most;
    private int size;
    private long uncounted;
    /** Position + 1 of an id, 0 where free; at most half full. */
    private int[] table = new int[64];
    private int[] hashes = new int[32];
    private int[] asked = new int[32];
    private int[] billed = new int[32];
    private long[] places = new long[32];
    private byte[][] blocks = new byte[0][];
    private int used = BLOCK;

    /** Counts at most this many ids; calls of others are only summed up. */
    CallCounts(int most) {
        this.most = most;
    }

    /** Counts a call and returns how many the id has now; 0 when there is no room for the id. */
    int ask(String id) {
        int position = find(id, true);
        if (position < 0) {
            uncounted++;
            return 0;
        }
        return ++asked[position];
    }

    /** Counts that a call of the id is billed. */
    void bill(String id) {
        int position = find(id, false);
        if (position >= 0) {
            billed[position]++;
        }
    }

    /** Number of ids. */
    int size() {
        return size;
    }

    /** Calls whose id found no room. */
    long uncounted() {
        return uncounted;
    }

    String idAt(int position) {
        var block = blocks[(int) (places[position] / BLOCK)];
        int start = (int) (places[position] % BLOCK);
        return new String(block, start + 1, block[start] & 0xff, StandardCharsets.UTF_8);
    }

    int askedAt(int position) {
        return asked[position];
    }

    int billedAt(int position) {
        return billed[position];
    }

    private int find(String id, boolean add) {
        var bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_ID) {
            bytes = Arrays.copyOf(bytes, LONGEST_ID);
        }
        int hash = spread(Arrays.hashCode(bytes));
        int slot = hash & (table.length - 1);
        while (table[slot] != 0) {
            int position = table[slot] - 1;
            if (hashes[position] == hash && holds(position, bytes)) {
                return position;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        if (!add || size >= most) {
            return -1;
        }
        int position = append(bytes, hash);
        table[slot] = position + 1;
        if (size * 2 > table.length) {
            rehash();
        }
        return position;
    }

    private boolean holds(int position, byte[] bytes) {
        var block = blocks[(int) (places[position] / BLOCK)];
        int start = (int) (places[position] % BLOCK);
        int length = block[start] & 0xff;
        return length == bytes.length
                && Arrays.equals(block, start + 1, start + 1 + length, bytes, 0, length);
    }

    private int append(byte[] bytes, int hash) {
        if (size == hashes.length) {
            int larger = size * 2;
            hashes = Arrays.copyOf(hashes, larger);
            asked = Arrays.copyOf(asked, larger);
            billed = Arrays.copyOf(billed, larger);
            places = Arrays.copyOf(places, larger);
        }
        if (used + 1 + bytes.length > BLOCK) {
            blocks = Arrays.copyOf(blocks, blocks.length + 1);
            blocks[blocks.length - 1] = new byte[BLOCK];
            used = 0;
        }
        var block = blocks[blocks.length - 1];
        block[used] = (byte) bytes.length;
        System.arraycopy(bytes, 0, block, used + 1, bytes.length);
        hashes[size] = hash;
        places[size] = (long) (blocks.length - 1) * BLOCK + used;
        used += 1 + bytes.length;
        return size++;
    }

    private void rehash() {
        var larger = new int[table.length * 2];
        for (int position = 0; position < size; position++) {
            int slot = hashes[position] & (larger.length - 1);
            while (larger[slot] != 0) {
                slot = (slot + 1) & (larger.length - 1);
            }
            larger[slot] = position + 1;
        }
        table = larger;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }
}
