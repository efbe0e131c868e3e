package dev.longhaul.contract.plan;

/**
 * What a job has used, as its provider reported it.
 *
 * @param tokens
 *            of the prompt and the completion
 * @param nanoDollars
 *            billionths of a US dollar by the catalogue's prices; 0 where it has none
 */
public record Spend(long tokens, long nanoDollars) {

    public static final Spend NOTHING = new Spend(0, 0);

    public Spend plus(Spend other) {
        return new Spend(tokens + other.tokens, nanoDollars + other.nanoDollars);
    }

    public Spend minus(Spend other) {
        return new Spend(tokens - other.tokens, nanoDollars - other.nanoDollars);
    }
}
