const SEATS = 11;

/** A small round table: a ring of dots, one per seat. Decorative; the word beside it is the name. */
export function Wordmark({ name = "Rondetafel" }: { name?: string }) {
  const seats = Array.from({ length: SEATS }, (_, seat) => {
    const angle = (2 * Math.PI * seat) / SEATS - Math.PI / 2;
    return { x: (16 + 12.5 * Math.cos(angle)).toFixed(2), y: (16 + 12.5 * Math.sin(angle)).toFixed(2) };
  });
  return (
    <span class="rt-wordmark">
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
        <circle cx="16" cy="16" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        {seats.map(({ x, y }, seat) => (
          <circle key={`${x},${y}`} cx={x} cy={y} r="2.1" class={seat === 0 ? "rt-seat-first" : "rt-seat"} />
        ))}
      </svg>
      <span>{name}</span>
    </span>
  );
}
