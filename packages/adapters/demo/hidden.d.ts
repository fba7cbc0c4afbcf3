/** Names what of a handler's answer a caller did not get: `card.pan`, `items[*].cost`, `email (masked)`, `2 rows`. */
export declare function hiddenFrom(answer: unknown, received: unknown): string
