// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Knex, asked by Lockkeeper. Arguments: the knexfile's name (empty: there is none), and the tracking table.
const [, , knexfile, table] = process.argv;

const engines = { pg: 'postgresql', postgres: 'postgresql', postgresql: 'postgresql', pgnative: 'postgresql', mysql: 'mysql', mysql2: 'mysql', mariadb: 'mysql', sqlite: 'sqlite', sqlite3: 'sqlite', 'better-sqlite3': 'sqlite' };

function installed(names) {
  return names.find((name) => {
    try {
      return Boolean(project.resolve(name));
    } catch {
      return false;
    }
  });
}

/// As Knex's own program does it: what the knexfile's ending needs is loaded by what Knex brings along for that.
function prepareFor(file) {
  if (file.endsWith('.ts')) return prepareTypeScript();
  if (/\.(m|c)?js$/.test(file)) return undefined;
  const own = createRequire(project.resolve('knex'));
  own('rechoir').prepare(own('interpret').jsVariants, path.resolve(folder, file), folder, true);
  return undefined;
}

async function configuration() {
  if (!knexfile) return {};
  prepareFor(knexfile);
  let config = await load(knexfile);
  if (config && config.default) config = config.default;
  if (typeof config === 'function') config = await config();
  const named = config[input.environment] || config[process.env.NODE_ENV || 'development'];
  return { ...(named || config) };
}

async function addressOf(config) {
  const engine = engines[config.client || config.dialect];
  let connection = config.connection;
  if (typeof connection === 'function') connection = await connection();
  if (!connection) throw new Error('the knexfile names no connection for this environment');
  if (!engine) throw new Error(`the knexfile's client is ${config.client}, which is not PostgreSQL, MySQL or SQLite`);
  const whole = typeof connection === 'string' ? connection : connection.connectionString;
  if (whole) return /^[a-z0-9]+:/i.test(whole) ? whole.replace(/^postgres:/, 'postgresql:') : addressFrom(engine, { database: whole });
  return addressFrom(engine, { ...connection, database: engine === 'sqlite' ? connection.filename : connection.database, socket: connection.socketPath });
}

/// The project's configuration with the database that we were told; pool and the driver's own settings stay.
async function redirected(config) {
  const wanted = input.engine === 'mariadb' ? 'mysql' : input.engine;
  const client = config.client || config.dialect;
  if (client && typeof client === 'string' && engines[client] !== wanted) {
    throw new Error(`the knexfile's client is ${client}, and the database is ${input.engine}`);
  }
  let own = typeof config.connection === 'function' ? await config.connection() : config.connection;
  if (!own || typeof own !== 'object') own = {};
  const { connectionString, host, port, user, password, database, socketPath, filename, expirationChecker, ...kept } = own;
  const connection = wanted === 'sqlite' ? { ...kept, filename: path.resolve(folder, input.database) } : { ...kept, ...serverConnection() };
  const driver = client || { postgresql: 'pg', mysql: installed(['mysql2', 'mysql', 'mariadb']), sqlite: installed(['better-sqlite3', 'sqlite3']) }[wanted];
  const migrations = { ...config.migrations };
  if (!knexfile) {
    migrations.directory = path.dirname(input.file || 'migrations/x');
    migrations.tableName = table.split('.').pop();
    if (table.includes('.')) migrations.schemaName = table.split('.')[0];
  }
  return { ...config, client: driver, connection, migrations, asyncStackTraces: true, useNullAsDefault: wanted === 'sqlite' || config.useNullAsDefault };
}

/// Tells each statement as it is answered, in the order in which they were sent. Of a transaction's own commands Knex tells no answer.
function echo(knex) {
  const sent = [];
  const flush = () => {
    while (sent.length && sent[0].done) answer(sent.shift().line);
  };
  const finish = (query, rows, failed) => {
    const entry = sent.find((other) => other.id === query.__knexQueryUid && other.line.sql === query.sql && !other.done);
    if (!entry) return;
    entry.line.ms = Math.round((performance.now() - entry.begin) * 1000) / 1000;
    if (rows !== undefined) entry.line.rows = rows;
    if (failed) entry.line.failed = true;
    entry.done = true;
    flush();
  };
  knex.client.on('query', (query) => {
    sent.forEach((entry) => { entry.done = entry.done || entry.silent; }); // only a failure of theirs would have been told
    flush();
    const silent = /^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/i.test(query.sql);
    sent.push({ id: query.__knexQueryUid, silent, begin: performance.now(), line: { sql: query.sql, parameters: parametersOf(query.bindings) } });
  });
  knex.client.on('query-response', (response, query) => finish(query, rowsOf(query.response !== undefined ? query.response : response)));
  knex.client.on('query-error', (error, query) => finish(query, undefined, true));
  return () => {
    sent.forEach((entry) => { entry.done = true; });
    flush();
  };
}

async function identify(knex) {
  const result = await knex.raw(input.query);
  if (result && Array.isArray(result.rows)) return firstCell(result.rows);
  return firstCell(Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result);
}

async function run(knex) {
  const name = path.basename(input.file);
  const [, done] = await knex.migrate[input.direction]({ name });
  if (done.length === 0) throw new Error(`Knex had nothing to do: ${name} is ${input.direction === 'up' ? 'applied already' : 'not applied'}`);
}

async function main() {
  const config = await configuration();
  if (input.action === 'address') {
    answer({ address: await addressOf(config) });
    return;
  }
  const makeKnex = needed('knex');
  if ((input.file || '').endsWith('.ts') && !(knexfile || '').endsWith('.ts')) prepareTypeScript();
  const knex = (makeKnex.knex || makeKnex.default || makeKnex)(await redirected(config));
  try {
    if (input.action === 'identify') {
      answer({ identity: await identify(knex) });
      return;
    }
    const flush = echo(knex);
    try {
      await run(knex);
    } finally {
      flush();
    }
  } finally {
    await knex.destroy();
  }
}

main().catch(fail).then(() => ending());
