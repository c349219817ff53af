#!/usr/bin/perl
# SPDX-FileCopyrightText: Lockkeeper contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sqitch, asked by Lockkeeper: see ToolCommand for what goes in and out. Only modules that come with Perl.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Getopt::Long qw(GetOptions);
use JSON::PP;

$| = 1;
GetOptions(\my %option, 'uri=s', 'registry=s', 'project=s', 'client=s', 'parent=s', 'script=s', 'timeout=i', 'scratch') or exit 2;
my $json   = JSON::PP->new->utf8;
my $asked  = $json->decode(do { local $/; <STDIN> });
my $engine = $asked->{engine} eq 'mariadb' ? 'mysql' : $asked->{engine};
my $client = $option{client} || { postgresql => 'psql', mysql => 'mysql', sqlite => 'sqlite3' }->{$engine};
my $folder = tempdir(CLEANUP => 1);    # for this user alone

sub answer { print "\x1e", $json->encode({@_}), "\n" }

sub fail {
    my ($why, $file, $line) = @_;
    answer(error => $why, file => $file // '', line => ($line // 0) + 0);
    exit 1;
}

sub quoted {    # for a shell
    my $text = shift;
    $text =~ s/'/'\\''/g;
    return "'$text'";
}

sub literal {    # for SQL
    my $text = shift;
    $text =~ s/'/''/g;
    $text =~ s/\\/\\\\/g if $engine eq 'mysql';
    return "'$text'";
}

sub put {
    my ($name, $text, $mode) = @_;
    open my $file, '>:raw', "$folder/$name" or fail("$folder/$name: $!");
    print $file $text;
    close $file or fail("$folder/$name: $!");
    chmod $mode, "$folder/$name";
}

# Runs a program and gives its exit code with what it wrote on both outputs, told to people as it comes if $loud.
sub run {
    my ($loud, @command) = @_;
    my $pid = open my $out, '-|';
    fail("cannot start $command[0]: $!") unless defined $pid;
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        open STDIN, '<', '/dev/null';
        exec { $command[0] } @command or do { print "$command[0]: $!\n"; exit 127 };
    }
    my $said = '';
    while (my $line = <$out>) {
        $said .= $line;
        print $line if $loud;
    }
    close $out;
    return ($? >> 8 || $? & 127, $said);
}

# ---- the database's own client ----

# The password goes through the environment or a file of our own: on a command line everybody could read it.
my $uri = $option{uri};
if (length $asked->{password}) {
    $ENV{SQITCH_PASSWORD} = $ENV{PGPASSWORD} = $asked->{password} if $engine eq 'postgresql';
}
if ($engine eq 'mysql') {
    delete @ENV{qw(MYSQL_PWD SQITCH_PASSWORD)};
    my $settings = "[client]\n";
    my %set      = %{ $asked->{options} };
    my $mode     = uc($set{'ssl-mode'} // '');
    $set{password} = $asked->{password} if length $asked->{password};
    for my $name (grep { defined $set{$_} } qw(password ssl-ca ssl-capath ssl-cert ssl-key ssl-crl ssl-cipher)) {
        (my $value = $set{$name}) =~ s/([\\"])/\\$1/g;
        $settings .= qq{$name="$value"\n};
    }
    $settings .= "ssl\n" if $mode =~ /^(?:REQUIRED|VERIFY_)/;
    $settings .= "ssl-verify-server-cert\n" if $mode =~ /^VERIFY_/;
    utf8::encode($settings) if utf8::is_utf8($settings);
    put('client.cnf', $settings, 0600);
    $uri .= ($uri =~ /\?/ ? '&' : '?') . "mysql_read_default_file=$folder/client.cnf";
}
$ENV{PGCONNECT_TIMEOUT} = $option{timeout} if $option{timeout};

sub client {    # one query on the database or, in SQLite, on the file
    my ($sql, $file) = @_;
    my %at = map { $_ => $asked->{$_} // '' } qw(host port user database);
    my @command;
    if ($engine eq 'postgresql') {
        my %info = (%{ $asked->{options} }, dbname => $at{database}, host => $at{host}, port => $at{port} || '', user => $at{user});
        my $info = join ' ', map { (my $value = $info{$_}) =~ s/(['\\])/\\$1/g; "$_='$value'" } grep { length $info{$_} } sort keys %info;
        @command = ($client, '-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $info, '-c', $sql);
    } elsif ($engine eq 'mysql') {
        @command = ($client, "--defaults-extra-file=$folder/client.cnf", '--batch', '--raw', '--skip-column-names');
        my $host = $at{host} eq 'localhost' ? '127.0.0.1' : $at{host};
        push @command, $host =~ m{^/} ? ('--socket', $host) : ('--host', $host) if length $host;
        push @command, '--port', $at{port} if $at{port} && $host !~ m{^/};
        push @command, '--user', $at{user} if length $at{user};
        push @command, '--execute', $sql;
        push @command, $at{database} if length $at{database};
    } else {
        @command = ($client, '-batch', '-noheader', $file // $at{database}, $sql);
    }
    my ($code, $said) = run(0, @command);
    chomp $said;
    fail($said || "$client ended with $code") if $code;
    return $said;
}

if ($asked->{action} eq 'identify') {
    answer(identity => client($asked->{query}));
    exit 0;
}

# ---- the registry ----

my $registry = $option{registry};

sub named { my $name = shift; return $engine eq 'sqlite' ? $name : ($engine eq 'mysql' ? "`$registry`" : qq{"$registry"}) . ".$name" }

sub has_registry {
    return -s $registry && client("SELECT count(*) FROM sqlite_master WHERE name = 'changes'", $registry) if $engine eq 'sqlite';
    return client('SELECT count(*) FROM information_schema.tables WHERE table_name = ' . literal('changes') . ' AND table_schema = ' . literal($registry));
}

# The change that was deployed last, from which Sqitch goes on; empty: none.
sub newest {
    return has_registry() ? client('SELECT change_id FROM ' . named('changes') . ' WHERE project = ' . literal($option{project}) . ' ORDER BY committed_at DESC LIMIT 1', $registry) : '';
}

# ---- what is sent ----

# Stands before the client: what it sends of the project's scripts is written down.
my $logging = {
    postgresql => 'exec ' . quoted($client) . ' --log-file="$log" "$@"',
    mysql      => 'exec ' . quoted($client) . ' --defaults-extra-file=' . quoted("$folder/client.cnf") . ' --verbose "$@" >"$log"',
    sqlite     => 'exec ' . quoted($client) . q{ -cmd ".trace '$log'" "$@"},
}->{$engine};
my $plain = 'exec ' . quoted($client) . ($engine eq 'mysql' ? ' --defaults-extra-file=' . quoted("$folder/client.cnf") : '') . ' "$@"';
my $runs = { postgresql => '--file', mysql => 'source ', sqlite => '.read ' }->{$engine};
put('client', <<"END", 0700);
#!/bin/sh
log=${\quoted($folder)}/sent.\$(date +%s%N)
case "\$*" in
*App/Sqitch/Engine*) $plain ;;
*${\quoted($runs)}*) $logging ;;
*) $plain ;;
esac
END

# What psql, mysql and sqlite3 write down, cut into statements.
sub statements {
    my $text = shift;
    my @all;
    if ($engine eq 'postgresql') {
        push @all, $1 while $text =~ /^\*{9} QUERY \*{10}\n(.*?)\n\*{26}\n/gms;
    } elsif ($engine eq 'mysql') {
        push @all, $1 while $text =~ /^-{14}\n(.*?)\n-{14}\n/gms;
    } else {
        my $one = '';
        for my $line (split /^/, $text) {
            next if $one eq '' && $line =~ /^--/;    # what a trigger does
            $one .= $line;
            (my $bare = $one) =~ s/'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]//g;
            next if $bare =~ /['"`]/ || $bare !~ /;\s*\z/;
            if ($bare =~ /^\s*CREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\b/i) {
                my $begun = () = $bare =~ /\b(?:BEGIN|CASE)\b/gi;
                my $ended = () = $bare =~ /\bEND\b/gi;
                next if $begun > $ended;
            }
            $one =~ s/;\s*\z//;
            push @all, $one;
            $one = '';
        }
        push @all, $one if $one =~ /\S/;
    }
    return @all;
}

sub tell_sent {
    my ($code, $said) = @_;
    my @paths = sort glob "$folder/sent.*";
    # The client stops at what the database refused; sqlite3 does not write down what it can't read.
    my $failed = $code && @paths == 1 && !($engine eq 'sqlite' && $said =~ /Parse error/);
    for my $path (@paths) {
        open my $file, '<:raw', $path or next;
        my $text = do { local $/; <$file> };
        utf8::decode($text);
        my @all = statements($text // '');
        answer(sql => $all[$_], $failed && $_ == $#all ? (failed => JSON::PP::true) : ()) for 0 .. $#all;
        close $file;
        unlink $path;
    }
}

# ---- one change ----

sub sqitch {
    my ($loud, $command, @more) = @_;
    return run($loud, 'sqitch', '--quiet', $command, '--target', $uri, '--registry', $registry, '--client', "$folder/client", @more) if !$loud;
    return run($loud, 'sqitch', $command, '--target', $uri, '--registry', $registry, '--client', "$folder/client", @more);
}

# The place in what the clients say.
sub explain {
    my $said   = shift;
    $said =~ s/^  [+-] \S.*? \.\.+ (?!ok$|not ok$)//gm;    # stands in front of the client's first words
    my @lines  = grep { /\S/ && !/^\s*[+-] .*\bnot ok$|^(?:Deploy|Revert) failed$|^Deploying |^Reverting |unexpectedly returned exit value/ } split /\n/, $said;
    my $here   = getcwd();
    for my $i (0 .. $#lines) {
        my ($file, $line, $why);
        if ($lines[$i] =~ /^psql:(.+?):(\d+): (?:ERROR|FATAL):\s+(.*)/) {
            ($file, $line, $why) = ($1, $2, $3);
            for my $more (@lines[$i + 1 .. $#lines]) {
                $why .= "; $1" if $more =~ /^((?:DETAIL|HINT):.*)/;
            }
        } elsif ($lines[$i] =~ /^ERROR (\d+ \(\w+\)) at line (\d+)(?: in file: '(.+?)')?: (.*)/) {
            ($file, $line, $why) = ($3, $2, "$4 ($1)");
        } elsif ($lines[$i] =~ /^(?:Parse error|Runtime error|Error)(?: in .*?)?:? near line (\d+):\s*(.*)/) {
            ($line, $why) = ($1, $2);
        } else {
            next;
        }
        $file //= $option{script};
        $file =~ s{^\Q$here\E/}{};
        return ($why, $file, $line);
    }
    my $words = join '; ', @lines > 4 ? @lines[-4 .. -1] : @lines;
    return ($words || 'sqitch gave no reason', '', 0);
}

my $up       = $asked->{direction} eq 'up';
my $key      = $asked->{key};
my $expected = $up ? $option{parent} // '' : $key;

if ($option{scratch}) {
    # A copy without rows has an empty registry; beside it there is none. Sqitch itself says that what came before is there.
    if ($engine eq 'postgresql' && has_registry() && !client('SELECT count(*) FROM ' . named('releases'))) {
        client(qq{DROP SCHEMA "$registry" CASCADE});
    }
    if (length $expected && newest() eq '') {
        my ($code, $said) = sqitch(0, 'deploy', '--log-only', '--no-verify', '--to-change', $expected);
        fail(explain($said)) if $code;
    }
}

my $newest = newest();
if ($newest ne $expected) {
    fail('sqitch goes on from the change that was deployed last, and that is ' . ($newest eq '' ? 'none' : $newest) . ', not ' . ($expected eq '' ? 'none' : $expected));
}
my ($code, $said) = $up ? sqitch(1, 'deploy', '--to-change', $key) : sqitch(1, 'revert', '-y', length($option{parent} // '') ? ('--to-change', $option{parent}) : ());
tell_sent($code, $said);
fail(explain($said)) if $code;
exit 0;
