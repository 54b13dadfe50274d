/** Services a handler uses, opened when first asked for and kept while the function is warm. */

/** One opener per service: a handler's bundle holds only the clients it names. */
export type Providers<S> = { readonly [K in keyof S]: () => S[K] };

/** Opens each service at most once; tests and simulations pass their own services instead. */
export function openOnce<S extends object>(providers: Providers<S>): () => S {
  let services: S | undefined;
  return () => {
    services ??= Object.fromEntries(
      Object.entries(providers).map(([name, open]) => [name, (open as () => unknown)()]),
    ) as S;
    return services;
  };
}
