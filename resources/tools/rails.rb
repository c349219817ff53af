# SPDX-FileCopyrightText: Lockkeeper contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Rails, asked by Lockkeeper: see ToolCommand for what goes in and out. ActiveRecord 6.1 to 8.
#
# The project boots as it always does, with its own connection turned to the database that was asked for; a project without
# config/environment.rb gets ActiveRecord alone. Exactly one migration is run, by ActiveRecord's own migrator: its lock, its transaction,
# its row.

require "json"

# Answers have standard output to themselves; what Rails and the project print goes with the errors.
ANSWERS = STDOUT.dup
ANSWERS.sync = true
STDOUT.reopen(STDERR)
ASKED = JSON.parse($stdin.read)

def answer(**fields)
  ANSWERS.write("\x1e", JSON.generate(fields), "\n")
end

def plain(text)
  text = text.to_s.dup
  text.force_encoding(Encoding::UTF_8) if text.encoding == Encoding::ASCII_8BIT
  text.encode(Encoding::UTF_8, invalid: :replace, undef: :replace).scrub
end

def relative(path)
  path.start_with?(Dir.pwd + "/") ? path[(Dir.pwd.size + 1)..] : path
end

# The place in the project's own files, the migration first.
def place_of(error)
  migration = File.expand_path(ASKED["file"].to_s)
  lines = [*(error.backtrace || []), *(error.cause&.backtrace || [])]
  lines.unshift(error.message) if error.is_a?(SyntaxError)
  found = lines.find { |line| line.start_with?(migration + ":") } || lines.find { |line| line.start_with?(Dir.pwd + "/") }
  match = found&.match(/\A(.+?):(\d+)/)
  match ? [relative(match[1]), match[2].to_i] : ["", 0]
end

# ActiveRecord wraps what happens within a migration; the words of the first cause are the database's.
def words_of(error)
  error = error.cause if error.is_a?(StandardError) && error.message.start_with?("An error has occurred") && error.cause
  lines = plain(error.message).lines.map(&:strip).reject(&:empty?)
  name = error.class.name
  name.start_with?("ActiveRecord::StatementInvalid") ? lines.join(" ") : "#{name}: #{lines.first(6).join(' ')}"
end

def encoded(text)
  require "erb"
  ERB::Util.url_encode(text.to_s)
end

ADAPTERS = { "postgresql" => %w[postgresql postgis], "mysql" => %w[mysql2 trilogy], "mariadb" => %w[mysql2 trilogy], "sqlite" => %w[sqlite3] }.freeze
CONNECTION_KEYS = %i[url host port socket username user password database dbname adapter sslmode sslrootcert sslcert sslkey sslcrl sslca sslcapath sslcipher ssl_mode ssl options service].freeze

# The settings of the connection, over what else the project says of it.
def settings(project)
  keep = project.transform_keys(&:to_sym)
  adapter = keep[:adapter].to_s
  keep = keep.reject { |key, _| CONNECTION_KEYS.include?(key) || key == :replica }
  engine = ASKED["engine"]
  fitting = ADAPTERS.fetch(engine)
  raise "the project's adapter is #{adapter}, the database is #{engine}" unless adapter.empty? || fitting.include?(adapter)
  adapter = fitting.first if adapter.empty?
  set = { adapter: adapter, database: ASKED["database"] }
  options = ASKED["options"] || {}
  return keep.merge(set) if engine == "sqlite"

  set[:username] = ASKED["user"] unless ASKED["user"].to_s.empty?
  set[:password] = ASKED["password"] unless ASKED["password"].to_s.empty?
  host = ASKED["host"].to_s
  port = ASKED["port"].to_i
  if engine == "postgresql"
    set[:host] = host unless host.empty?
    set[:port] = port if port.positive?
    return keep.merge(set, options.transform_keys(&:to_sym))
  end
  if host.start_with?("/")
    set[:socket] = host
  elsif !host.empty?
    set[:host] = host == "localhost" ? "127.0.0.1" : host # by its name, the client library would take the socket
    set[:port] = port if port.positive?
  end
  { "ssl-ca" => :sslca, "ssl-capath" => :sslcapath, "ssl-cert" => :sslcert, "ssl-key" => :sslkey, "ssl-cipher" => :sslcipher }.each do |ours, theirs|
    set[theirs] = options[ours] if options[ours]
  end
  mode = options["ssl-mode"].to_s.downcase
  set[:ssl_mode] = mode.to_sym unless mode.empty? || mode == "preferred"
  keep.merge(set)
end

def address_of(config)
  config = config.transform_keys(&:to_sym)
  adapter = config[:adapter].to_s
  if adapter == "sqlite3"
    return "sqlite:" + relative(File.expand_path(config[:database].to_s))
  end
  scheme = ADAPTERS["postgresql"].include?(adapter) ? "postgresql" : ADAPTERS["mysql"].include?(adapter) ? "mysql" : raise("#{adapter} is not PostgreSQL, MySQL or SQLite")
  login = encoded(config[:username] || config[:user])
  login += ":" + encoded(config[:password]) unless config[:password].to_s.empty?
  host = config[:host].to_s
  host = "localhost" if host.empty? && scheme == "mysql"
  more = []
  if host.start_with?("/")
    more << "host=#{encoded(host)}"
    host = ""
  end
  more << "socket=#{encoded(config[:socket])}" if scheme == "mysql" && config[:socket]
  more << "sslmode=#{config[:sslmode]}" if scheme == "postgresql" && config[:sslmode]
  host += ":#{config[:port]}" if config[:port] && !host.empty? && !(scheme == "mysql" && host == "localhost")
  "#{scheme}://#{login.empty? ? '' : login + '@'}#{host}/#{encoded(config[:database])}#{more.empty? ? '' : '?' + more.join('&')}"
end

def load_tool
  if File.exist?("Gemfile")
    ENV["BUNDLE_GEMFILE"] ||= File.expand_path("Gemfile")
    require "bundler/setup"
  end
  require "active_record"
  ActiveRecord::ConnectionAdapters::ConnectionHandler.prepend(OneDatabase) unless ASKED["action"] == "address"
end

# As Rails itself reads it, for a project that has no application to boot.
def read_configuration
  require "erb"
  require "yaml"
  text = ERB.new(File.read("config/database.yml")).result
  all = YAML.respond_to?(:unsafe_load) ? YAML.unsafe_load(text) : YAML.load(text)
  ActiveRecord::Base.configurations = all || {}
end

def boot
  load_tool
  if File.exist?("config/environment.rb")
    # What connects while the project boots has to go to the right place, too.
    ENV["DATABASE_URL"] = url_of_target unless ASKED["action"] == "address"
    require File.expand_path("config/environment")
  else
    read_configuration
  end
end

def url_of_target
  engine = ASKED["engine"]
  config = settings({})
  return "sqlite3:" + config[:database] if engine == "sqlite"
  address = address_of(config)
  engine == "postgresql" ? address : address.sub(/\Amysql:/, "mysql2:")
end

def primary
  environment = defined?(Rails) && Rails.respond_to?(:env) && Rails.application ? Rails.env : ENV["RAILS_ENV"]
  all = ActiveRecord::Base.configurations.configs_for(env_name: environment)
  raise "config/database.yml has nothing for #{environment}" if all.empty? && ASKED["action"] == "address"
  found = all.find { |config| (config.respond_to?(:name) ? config.name : config.spec_name) == "primary" } || all.first
  return {} unless found
  found.respond_to?(:configuration_hash) ? found.configuration_hash : found.config
end

ELSEWHERE = "/dev/null/the-migration-opens-another-database"

# Whatever the project connects to as its first database is the one that was asked for. Any other is out of reach: a rehearsal, too, would
# write to the real one. (Nothing can be made below /dev/null.)
module OneDatabase
  def establish_connection(config, *rest, **more)
    hash = config.configuration_hash.transform_keys(&:to_sym)
    first = primary.transform_keys(&:to_sym)
    ours = settings(first)
    turned = hash == first || same_place?(hash, ours) ? ours : away(hash)
    super(ActiveRecord::DatabaseConfigurations::HashConfig.new(config.env_name, config.name, turned), *rest, **more)
  end

  private

  def same_place?(one, other)
    %i[adapter host port socket database].all? { |key| one[key].to_s == other[key].to_s }
  end

  def away(hash)
    hash = hash.reject { |key, _| CONNECTION_KEYS.include?(key) && key != :adapter }
    return hash.merge(database: ELSEWHERE + "/x") if hash[:adapter].to_s == "sqlite3"
    hash.merge(database: "x", hash[:adapter].to_s.start_with?("post") ? :host : :socket => ELSEWHERE)
  end
end

def connect
  ActiveRecord::Base.establish_connection(settings(primary))
  ActiveRecord::Base.connection
end

def context
  paths = ARGV[0].split(",")
  type = ActiveRecord::MigrationContext
  needed = type.instance_method(:initialize).parameters.count { |kind, _| kind == :req }
  needed > 1 ? type.new(paths, ActiveRecord::SchemaMigration) : type.new(paths)
end

def listen
  ActiveSupport::Notifications.subscribe("sql.active_record") do |_name, started, finished, _id, payload|
    next if payload[:cached] || %w[SCHEMA CACHE].include?(payload[:name])
    values = payload[:type_casted_binds]
    values = values.call if values.respond_to?(:call)
    told = { sql: plain(payload[:sql]), parameters: Array(values).map { |value| plain(value) }, ms: ((finished - started) * 1000).round(3) }
    told[:rows] = payload[:row_count] if payload[:row_count]
    told[:failed] = true if payload[:exception]
    answer(**told)
  end
end

def run_one
  version = Integer(ASKED["key"], 10)
  migrations = context
  raise "Rails does not find a migration #{version} in #{ARGV[0]}" unless migrations.migrations.any? { |one| one.version == version }
  direction = ASKED["direction"] == "up" ? :up : :down
  listen
  migrations.run(direction, version)
end

begin
  boot
  case ASKED["action"]
  when "address"
    answer(address: address_of(primary))
  when "identify"
    answer(identity: plain(connect.select_value(ASKED["query"])))
  when "run"
    connect
    run_one
  end
rescue SystemExit => error
  exit(error.status) if error.success?
  answer(error: "the project ended the program with exit code #{error.status}", file: "", line: 0)
  exit(1)
rescue ScriptError, StandardError => error
  file, line = place_of(error)
  answer(error: words_of(error), file: file, line: line)
  exit(1)
end
