// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sequelize, asked by Lockkeeper. Arguments: the folder of migrations, and the tracking table.
const [, , migrations, table] = process.argv;

const engines = { postgres: 'postgresql', postgresql: 'postgresql', mysql: 'mysql', mariadb: 'mysql', sqlite: 'sqlite' };

function optional(require, name) {
  try {
    return require(name);
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

async function configuration() {
  const rcFile = path.join(folder, '.sequelizerc');
  const rc = fs.existsSync(rcFile) ? project(rcFile) : {};
  const usual = fs.existsSync(path.join(folder, 'config/config.js')) ? 'config/config.js' : 'config/config.json';
  const file = path.resolve(folder, rc.config || usual);
  if (!fs.existsSync(file)) return {};
  if (file.endsWith('.ts')) prepareTypeScript();
  let config = await load(file);
  if (config && config.default) config = config.default;
  if (typeof config === 'function') config = config.length === 1 ? await require('util').promisify(config)() : await config();
  return { ...(config[input.environment] || config[process.env.NODE_ENV || 'development'] || config) };
}

function addressOf(config) {
  const url = config.url || (config.use_env_variable ? process.env[config.use_env_variable] : undefined);
  if (config.use_env_variable && !url) throw new Error(`the variable ${config.use_env_variable} is not set`);
  if (url && !url.startsWith('sqlite:')) return url.replace(/^postgres:/, 'postgresql:').replace(/^mariadb:/, 'mysql:');
  if (url) return addressFrom('sqlite', { database: `/${new URL(url).pathname.replace(/^\/+/, '')}` });
  const engine = engines[config.dialect];
  if (!engine) throw new Error(`the configuration's dialect is ${config.dialect}, which is not PostgreSQL, MySQL or SQLite`);
  const { host, port, username: user, password, database } = config;
  if (engine === 'sqlite' && !config.storage) throw new Error('the configuration names no file as its storage');
  return addressFrom(engine, { host, port, user, password, database: engine === 'sqlite' ? config.storage : database, socket: (config.dialectOptions || {}).socketPath });
}

/// The project's configuration with the database that we were told; pool and the driver's own settings stay.
function redirected(config) {
  const wanted = input.engine === 'mariadb' ? 'mysql' : input.engine;
  const { url, use_env_variable: variable, replication, host, port, username, password, database, storage, protocol, ssl, ...kept } = config;
  const address = url || (variable ? process.env[variable] : undefined);
  const dialect = kept.dialect || (address ? address.split(':')[0] : { postgresql: 'postgres', mysql: 'mysql', sqlite: 'sqlite' }[wanted]);
  if (engines[dialect] !== wanted) throw new Error(`the configuration's dialect is ${dialect}, and the database is ${input.engine}`);
  const changed = { ...kept, dialect, logging: false };
  if (wanted === 'sqlite') return { ...changed, storage: path.resolve(folder, input.database) };
  const server = serverConnection();
  const options = { ...kept.dialectOptions };
  if (server.ssl !== undefined) options.ssl = server.ssl;
  if (server.socketPath) options.socketPath = server.socketPath;
  else delete options.socketPath;
  return { ...changed, host: server.host, port: server.port, username: server.user, password: server.password, database: server.database, dialectOptions: options };
}

/// Tells each statement that goes through Sequelize, transactions' own included.
function echo(sequelize) {
  const query = (sequelize.dialect && sequelize.dialect.Query) || {};
  if (!query.prototype || !query.prototype.run) {
    sequelize.options.logging = (text, options) => answer({ sql: text.replace(/^Execut(?:ing|ed) \([^)]*\): /, ''), parameters: parametersOf(options && options.bind) });
    return;
  }
  const run = query.prototype.run;
  query.prototype.run = async function told(sql, parameters, ...rest) {
    const begin = performance.now();
    let result;
    let failed = true;
    try {
      result = await run.call(this, sql, parameters, ...rest);
      failed = false;
      return result;
    } finally {
      const line = { sql, parameters: parametersOf(parameters), ms: Math.round((performance.now() - begin) * 1000) / 1000, ...(failed ? { failed } : {}) };
      const rows = rowsOf(result);
      answer(rows === undefined ? line : { ...line, rows });
    }
  };
}

/// umzug as sequelize-cli makes it, or in its third generation as programs do by its own description.
function migratorFor(sequelize, Sequelize, config) {
  const cli = optional(project, 'sequelize-cli/package.json') ? createRequire(project.resolve('sequelize-cli/package.json')) : undefined;
  const umzug = (cli && optional(cli, 'umzug')) || optional(project, 'umzug');
  if (!umzug) throw new Error('the project has neither sequelize-cli nor umzug: install one of them there');
  const schema = table.includes('.') ? table.split('.')[0] : undefined;
  const tableName = table.split('.').pop();
  const context = sequelize.getQueryInterface();
  const timestamps = Boolean(config.migrationTimestamps);
  const directory = path.resolve(folder, migrations);
  if (umzug.Umzug) {
    const storage = new umzug.SequelizeStorage({ sequelize, tableName, schema, modelName: tableName, timestamps });
    const made = new umzug.Umzug({ migrations: { glob: [input.file, { cwd: folder }] }, context, storage, logger: undefined });
    return { make: (name) => made[input.direction]({ migrations: [name] }) };
  }
  const Migrator = umzug.default || umzug;
  const made = new Migrator({
    storage: 'sequelize',
    storageOptions: { sequelize, tableName, schema, timestamps },
    logging: false,
    migrations: { params: [context, Sequelize], path: directory, pattern: /^(?!.*\.d\.ts$).*\.(cjs|js|cts|ts)$/, customResolver: resolver() },
  });
  return { storage: made.storage, make: (name) => made[input.direction](name) };
}

/// umzug 2 loads by require() alone; a module of the newer kind is loaded for it.
function resolver() {
  return (file) => {
    if (!isModule(file)) return project(file);
    const loaded = import(pathToFileURL(file).href);
    const call = (name) => async (...given) => {
      const module = await loaded;
      const found = (module.default && module.default[name]) || module[name];
      if (!found) throw new Error(`Could not find migration method: ${name}`);
      return found(...given);
    };
    return { up: call('up'), down: call('down') };
  };
}

/// The tool goes by the columns that it finds.
async function withTimestamps(sequelize, config) {
  const name = table.includes('.') ? { schema: table.split('.')[0], tableName: table.split('.').pop() } : table;
  const columns = await sequelize.getQueryInterface().describeTable(name).catch(() => ({}));
  return { ...config, migrationTimestamps: config.migrationTimestamps || 'createdAt' in columns };
}

async function identify(sequelize) {
  const [rows] = await sequelize.query(input.query);
  return firstCell(rows);
}

async function main() {
  const config = await configuration();
  if (input.action === 'address') {
    answer({ address: addressOf(config) });
    return;
  }
  const Sequelize = needed('sequelize').Sequelize || needed('sequelize');
  const sequelize = new Sequelize(redirected(config));
  try {
    if (input.action === 'identify') {
      answer({ identity: await identify(sequelize) });
      return;
    }
    if ((input.file || '').endsWith('ts')) prepareTypeScript();
    echo(sequelize);
    await sequelize.authenticate();
    await migratorFor(sequelize, Sequelize, await withTimestamps(sequelize, config)).make(path.basename(input.file));
  } finally {
    await sequelize.close();
  }
}

main().catch(fail).then(() => ending());
