// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the scripts for tools of Node.js share; it stands in front of each. See ToolCommand for what goes in and out.
'use strict';

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { pathToFileURL, fileURLToPath } = require('url');

const folder = process.cwd();
const project = createRequire(path.join(folder, 'package.json'));
const input = JSON.parse(fs.readFileSync(0, 'utf8'));

if (input.environment && !process.env.NODE_ENV) process.env.NODE_ENV = input.environment;

// Our answers are lines of their own, whatever the project prints between them.
const write = process.stdout.write.bind(process.stdout);
let lineIsOpen = false;
process.stdout.write = (chunk, ...rest) => {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
  if (text.length > 0) lineIsOpen = !text.endsWith('\n');
  return write(chunk, ...rest);
};

function answer(object) {
  write(`${lineIsOpen ? '\n' : ''}\u001e${JSON.stringify(object)}\n`);
  lineIsOpen = false;
}

function textOf(value) {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function parametersOf(values) {
  if (!values) return [];
  return (Array.isArray(values) ? values : Object.values(values)).map(textOf);
}

function rowsOf(result) {
  const first = Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result;
  if (Array.isArray(first)) return first.length;
  if (!first || typeof first !== 'object') return typeof first === 'number' ? first : undefined;
  for (const name of ['rowCount', 'affectedRows', 'changes']) {
    if (typeof first[name] === 'number') return first[name];
  }
  return Array.isArray(first.rows) ? first.rows.length : undefined;
}

function firstCell(rows) {
  const row = Array.isArray(rows) ? rows[0] : undefined;
  if (row === undefined || row === null) throw new Error('the query that tells databases apart has no answer');
  return textOf(typeof row === 'object' ? Object.values(row)[0] : row);
}

/// Where in the project's own files the error comes from; the migration's place before any other.
function placeOf(error, wanted) {
  const own = [];
  for (const line of String((error && error.stack) || '').split('\n')) {
    const match = /(?:\(|at |^)((?:file:\/\/)?\/[^():]*):(\d+)(?::\d+)?\)?\s*$/.exec(line);
    if (!match) continue;
    const file = match[1].startsWith('file://') ? fileURLToPath(match[1]) : match[1];
    let real = file;
    try { real = fs.realpathSync(file); } catch { /* gone, or never there */ }
    const relative = path.relative(fs.realpathSync(folder), real);
    if (!relative.startsWith('..') && !relative.includes('node_modules')) own.push({ file: relative, line: Number(match[2]) });
  }
  return own.find((place) => place.file === path.normalize(wanted || '')) || own[0] || {};
}

function fail(error) {
  const place = placeOf(error, input.file);
  const message = error && error.message ? error.message : String(error);
  const known = [error && error.detail, error && error.hint].filter((part) => typeof part === 'string' && part);
  const file = place.file || (input.action === 'run' ? input.file : undefined);
  answer({ error: [message, ...known].join('\n'), ...(file ? { file } : {}), ...(place.line ? { line: place.line } : {}) });
  process.exitCode = 1;
}

function ending(code) {
  process.exitCode = code === undefined ? process.exitCode : code;
  write('', () => process.exit());
}

function isModule(file) {
  if (file.endsWith('.mjs') || file.endsWith('.mts')) return true;
  if (file.endsWith('.cjs') || file.endsWith('.cts') || file.endsWith('.json')) return false;
  for (let at = path.dirname(path.resolve(file)); ; at = path.dirname(at)) {
    const found = path.join(at, 'package.json');
    if (fs.existsSync(found)) return JSON.parse(fs.readFileSync(found, 'utf8')).type === 'module';
    if (at === path.dirname(at)) return false;
  }
}

/// The module's exports, loaded as Node.js would.
async function load(file) {
  const whole = path.resolve(folder, file);
  if (!isModule(whole)) return project(whole);
  return import(pathToFileURL(whole).href);
}

/// A package that the tool is nothing without.
function needed(name) {
  try {
    project.resolve(name);
  } catch {
    throw new Error(`the project has no package ${name}: run npm install there`);
  }
  return project(name);
}

/// Lets require() read TypeScript by what the project has for that.
function prepareTypeScript() {
  for (const name of ['ts-node/register', 'tsx/cjs', '@swc-node/register', 'esbuild-register', 'esbuild-runner/register', 'sucrase/register']) {
    try {
      project(name);
      return;
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
    }
  }
  if (!process.features.typescript) {
    throw new Error('the project has nothing that reads TypeScript: install ts-node or tsx there');
  }
}

/// node-postgres' settings for an encrypted connection, from libpq's; undefined: as the project has it.
function postgresqlTls(options) {
  const mode = options.sslmode;
  if (mode === 'disable') return false;
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full') return undefined;
  const read = (name) => (options[name] ? fs.readFileSync(options[name], 'utf8') : undefined);
  const tls = { rejectUnauthorized: mode !== 'require', ca: read('sslrootcert'), cert: read('sslcert'), key: read('sslkey') };
  if (mode === 'verify-ca') tls.checkServerIdentity = () => undefined;
  return tls;
}

/// mysql2's, from the MySQL client's.
function mysqlTls(options) {
  const mode = options['ssl-mode'];
  if (mode === 'DISABLED') return null;
  if (mode !== 'REQUIRED' && mode !== 'VERIFY_CA' && mode !== 'VERIFY_IDENTITY') return undefined;
  const read = (name) => (options[name] ? fs.readFileSync(options[name], 'utf8') : undefined);
  return { rejectUnauthorized: mode !== 'REQUIRED', verifyIdentity: mode === 'VERIFY_IDENTITY', ca: read('ssl-ca'), cert: read('ssl-cert'), key: read('ssl-key') };
}

function isLocalSocket(host) {
  return !host || host.startsWith('/');
}

/// The database that the input names, in the words of node-postgres or mysql2.
function serverConnection() {
  const { host, port, user, password, database, options } = input;
  const connection = { user: user || undefined, password: password || undefined, database };
  if (port) connection.port = port;
  if (input.engine === 'postgresql') {
    connection.host = host || process.env.PGHOST || '/var/run/postgresql';
    const tls = isLocalSocket(connection.host) ? undefined : postgresqlTls(options);
    if (tls !== undefined) connection.ssl = tls;
    if (options.options) connection.options = options.options;
    return connection;
  }
  const socket = options.socket || (isLocalSocket(host) ? host || '/run/mysqld/mysqld.sock' : undefined);
  if (socket) connection.socketPath = socket;
  else connection.host = host;
  const tls = socket ? undefined : mysqlTls(options);
  if (tls !== undefined) connection.ssl = tls;
  return connection;
}

/// An address in Lockkeeper's form.
function addressFrom(engine, { host, port, user, password, database, socket }) {
  const word = encodeURIComponent;
  if (engine === 'sqlite') return `sqlite:${String(database).split('/').map(word).join('/')}`;
  const login = user ? `${word(user)}${password ? `:${word(password)}` : ''}@` : '';
  const isSocket = typeof host === 'string' && host.startsWith('/');
  const settings = [];
  if (engine === 'postgresql' && isSocket) settings.push(`host=${word(host)}`, ...(port ? [`port=${port}`] : []));
  if (socket) settings.push(`socket=${word(socket)}`);
  const place = isSocket ? '' : `${socket ? 'localhost' : host || 'localhost'}${!socket && (port || engine === 'mysql') ? `:${port || 3306}` : ''}`;
  return `${engine}://${login}${place}/${word(database || '')}${settings.length ? `?${settings.join('&')}` : ''}`;
}
