/** The engine's SQL, as editors read it. */
import { PostgreSQL, SQLDialect } from '@codemirror/lang-sql';

/** PostgreSQL's words and what the engine has besides. */
export const dialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords ?? ''} anti asof describe exclude glob ignore macro \
pivot pivot_longer pivot_wider positional qualify replace sample semi show summarize try_cast \
unpivot`,
  types: `${PostgreSQL.spec.types ?? ''} bignum blob double hugeint int8 list map struct tinyint \
ubigint uhugeint uinteger union usmallint utinyint uuid`
});
