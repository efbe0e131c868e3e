package dev.longhaul.client.cli.batch.ledger;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.function.IntConsumer;

/** Line numbers, written as {@code 1-1000,1003}. Immutable. */
public final class LineSet {

    private final BitSet lines;

    private LineSet(BitSet lines) {
        this.lines = lines;
    }

    public static LineSet of(Iterable<Integer> lines) {
        BitSet set = new BitSet();
        lines.forEach(set::set);
        return new LineSet(set);
    }

    /**
     * @throws IllegalArgumentException
     *             when the text is not such a list
     */
    static LineSet parse(String text) {
        BitSet set = new BitSet();
        for (String range : text.split(",", -1)) {
            String[] ends = range.split("-", 2);
            set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return new LineSet(set);
    }

    void forEach(IntConsumer visitor) {
        lines.stream().forEach(visitor);
    }

    @Override
    public String toString() {
        StringJoiner ranges = new StringJoiner(",");
        for (int from = lines.nextSetBit(0); from >= 0;) {
            int to = lines.nextClearBit(from) - 1;
            ranges.add(from == to ? Integer.toString(from) : from + "-" + to);
            from = lines.nextSetBit(to + 1);
        }
        return ranges.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LineSet set && lines.equals(set.lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }
}
