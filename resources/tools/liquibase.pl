#!/usr/bin/perl
# SPDX-FileCopyrightText: Lockkeeper contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Liquibase, asked by Lockkeeper: see ToolCommand for what goes in and out. Only modules that come with Perl.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use IO::Select;
use JSON::PP;

$| = 1;
my $json   = JSON::PP->new->utf8;
my $asked  = $json->decode(do { local $/; <STDIN> });
my $engine = $asked->{engine};
my $folder = tempdir(CLEANUP => 1);    # for this user alone
my $own    = $asked->{changeset} // {};
my $table  = $asked->{table};
my $ended  = 0;                        # somebody wants it to end
$SIG{TERM} = sub { $ended = 1 };

sub answer { print "\x1e", $json->encode({@_}), "\n" }

sub fail {
    my ($why, $file, $line) = @_;
    answer(error => $why, file => $file // '', line => ($line // 0) + 0);
    exit 1;
}

sub literal {    # for SQL
    my $text = shift;
    $text =~ s/'/''/g;
    $text =~ s/\\/\\\\/g if $engine =~ /^(?:mysql|mariadb)$/;
    return "'$text'";
}

sub content {
    my $path = shift;
    open my $file, '<:raw', $path or return '';
    my $text = do { local $/; <$file> } // '';
    utf8::decode($text);
    return $text;
}

# ---- the tool ----

# The project's own from npm, else the one that the system has.
sub program {
    my $own = 'node_modules/liquibase/dist/liquibase/liquibase';
    return getcwd() . "/$own" if -x $own;
    for my $path (split /:/, $ENV{PATH} // '') {
        return "$path/liquibase" if length $path && -x "$path/liquibase" && !-d _;
    }
    fail('there is no liquibase: neither in node_modules nor in PATH');
}

# Its settings go through the environment: they come before the project's own, and nobody else can read them. What is said of a single
# command comes before what is said of all.
sub settings {
    my ($name, $command, $url) = @_;
    my %set = (
        LIQUIBASE_LOG_LEVEL => 'INFO', LIQUIBASE_SQL_LOG_LEVEL => 'INFO', LIQUIBASE_LOG_FORMAT => 'TEXT', LIQUIBASE_LOG_FILE => "$folder/$name.log",
        LIQUIBASE_OUTPUT_FILE => "$folder/$name.out", LIQUIBASE_SHOW_BANNER => 'false', LIQUIBASE_HEADLESS => 'true', LIQUIBASE_ANALYTICS_ENABLED => 'false',
        LIQUIBASE_CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES => $asked->{lockMinutes} // 0, LIQUIBASE_CHANGELOG_LOCK_POLL_RATE => 1,
        %{ $asked->{settings} // {} },
    );
    (my $prefix = 'LIQUIBASE_COMMAND_' . uc $command) =~ tr/-/_/;
    for my $of ('LIQUIBASE_COMMAND', $prefix) {
        $set{"${of}_URL"} = $url;
        next if $url =~ /^offline:/;
        $set{"${of}_USERNAME"} = $asked->{user} if length $asked->{user};
        $set{"${of}_PASSWORD"} = $asked->{password} if length $asked->{password};
    }
    # Starts in a third of the time; the messages are read.
    $set{JAVA_OPTS} = join ' ', '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8 -Duser.language=en', $ENV{JAVA_OPTS} // ();
    utf8::encode($_) for grep { utf8::is_utf8($_) } values %set;
    return %set;
}

# Runs a command and gives its exit code with what it wrote on both outputs; $hear gets the log as it grows.
sub run {
    my ($name, $url, $hear, $command, @more) = @_;
    my $program = program();
    my %set     = settings($name, $command, $url);
    my $pid     = open my $out, '-|';
    fail("cannot start $program: $!") unless defined $pid;
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        open STDIN, '<', '/dev/null';
        @ENV{ keys %set } = values %set;
        exec { $program } $program, $command, @more or do { print "$program: $!\n"; exit 127 };
    }
    my ($said, $open, $log, $rest) = ('', 1, undef, '');
    my $select = IO::Select->new($out);
    my $listen = sub {
        return unless $hear && -e "$folder/$name.log";
        $log || open $log, '<:raw', "$folder/$name.log" or return;
        seek $log, 0, 1;
        while (my $line = <$log>) {
            $rest .= $line;    # a line may be half written
            $hear->($rest), $rest = '' if $rest =~ /\n\z/;
        }
    };
    while ($open) {
        if ($select->can_read(0.1)) {
            my $read = sysread $out, $said, 65536, length $said;
            $open = 0 if defined $read && $read == 0 || !defined $read && !$!{EINTR};
        }
        $listen->();
    }
    close $out;
    my $code = $? >> 8 || $? & 127;
    $listen->();
    $hear->($rest) if length $rest;
    utf8::decode($said);
    exit 1 if $ended && !$hear;
    return ($code, $said);
}

sub bare {    # a changeset's name, however the tool was called with its path
    my $name = shift;
    $name =~ tr{\\}{/};
    $name =~ s/^classpath://;
    $name =~ s{^(?:\./|/)+}{};
    $name =~ s/\s+$//;
    return $name;
}

# Why a command failed, with the place: from its log's last severe record.
sub explain {
    my ($name, $said) = @_;
    my @severe = content("$folder/$name.log") =~ /^\[[^\]\n]+\] SEVERE \[liquibase\.integration\] (.*?)(?=^\[[^\]\n]+\] [A-Z]+ \[|\z)/gms;
    my $why    = @severe ? $severe[-1] : $said =~ /^(?:Unexpected error running Liquibase|Error[^:\n]*): (.*?)(?:\n\n|\z)/ms ? $1 : $said;
    $why =~ s/^(?:\S+(?:Exception|Error): .*|\s+at .*)\z//ms;
    $why =~ s/\n(?:\S+(?:Exception|Error): |\s+at \S+\().*//s;
    $why =~ s/\s*\[Failed SQL: .*//s;
    my ($file, $line) = ('', 0);
    if ($why =~ s/^(?:liquibase\.exception\.\w+: )*Migration failed for changeset (.+?):\s+(?:Reason: )?//s) {
        my $which = bare($1);
        if ($which eq bare($own->{key} // '')) {
            ($file, $line) = ($asked->{file}, $asked->{line});
        } else {
            $why = "the changeset $which: $why";
        }
    } elsif ($why =~ /[Ee]rror parsing line (\d+) column \d+ of ([^\s:]+)/) {
        ($line, $file) = ($1, $2);
    }
    $why =~ s/\b(?:liquibase\.exception|java\.sql|org\.\w+[\w.]*)\.\w+(?:Exception|Error): //g;
    $why = join ' ', split ' ', $why;
    return (length $why ? substr($why, 0, 2000) : 'liquibase gave no reason', $file, $line);
}

sub checked {
    my ($name, @command) = @_;
    my ($code, $said) = run($name, $asked->{url}, undef, @command);
    fail(explain($name, $said)) if $code;
    return content("$folder/$name.out");
}

# ---- what it would do ----

sub headers { return map { bare($_) } $_[0] =~ /^(?:--|#)\s*(?:Rolling Back )?Changeset:? (.+)$/gim }

# The statements below a changeset's headline.
sub statements {
    my ($text, $key) = @_;
    my ($inside, $kept) = (0, '');
    for my $line (split /^/, $text) {
        if ($line =~ /^(?:--|#)\s*(?:Rolling Back )?Changeset:? (.+)$/i) {
            $inside = bare($1) eq bare($key);
        } elsif ($line =~ /^(?:--|#)\s*(?:Release|Lock) Database\b/) {
            $inside = 0;
        } elsif ($inside) {
            $kept .= $line;
        }
    }
    return grep { /\S/ } map { s/^\s+|[\s;]+\z//gr } split /;[ \t]*\n(?:[ \t]*\n|\z)/, $kept;
}

my $up = ($asked->{direction} // '') eq 'up';

# A copy without rows has an empty table: what stands before the changeset in the changelog is put down in it.
sub adopt {
    my @rows = (@{ $asked->{before} }, $up ? () : $own);
    open my $file, '>:utf8', "$folder/adopt.sql" or fail("$folder/adopt.sql: $!");
    my $from = $engine =~ /^(?:mysql|mariadb)$/ ? ' FROM DUAL' : '';
    for my $at (0 .. $#rows) {
        my ($id, $author, $path) = map { literal($_) } @{ $rows[$at] }{qw(id author path)};
        print $file "INSERT INTO $table (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE) SELECT $id, $author, $path, CURRENT_TIMESTAMP, ${\($at + 1)}, 'EXECUTED'$from",
            " WHERE NOT EXISTS (SELECT 1 FROM $table WHERE ID = $id AND AUTHOR = $author AND FILENAME = $path);\n";
    }
    close $file;
    checked('adopt', 'execute-sql', "--sql-file=$folder/adopt.sql");
}

# How many changesets have to be run, so that ours is the last of them: more than one where others run every time.
sub count_up {
    my $again   = shift;
    my %always  = map { bare($_) => 1 } @{ $asked->{always} };
    my @pending = map { bare($_) } checked($again ? 'look2' : 'look', 'status', '--verbose') =~ /^\s{2,}(\S.*::.*::.*)$/gm;
    my $count   = 0;
    ++$count while $count < @pending && $pending[$count] ne bare($own->{key}) && $always{ $pending[$count] };
    return $count + 1 if $count < @pending && $pending[$count] eq bare($own->{key});
    if ($asked->{before} && !$again) {
        adopt();
        return count_up(1);
    }
    fail(grep({ $_ eq bare($own->{key}) } @pending)
         ? "liquibase would run the changeset $pending[$count] first"
         : 'liquibase would not run it: by its own rules it is applied, or is not for this database, context or label');
}

sub count_down {
    my $again         = shift;
    my $name          = $again ? 'look2' : 'look';
    my ($code, $said) = run($name, $asked->{url}, undef, 'rollback-count-sql', '--count=1');
    my ($last)        = headers(content("$folder/$name.out"));
    my $ours          = ($last // '') eq bare($own->{key});
    my @why           = $code ? explain($name, $said) : ();
    # Of some changes it can't write down the SQL; it can run them.
    return 1 if $ours && (!$code || $why[0] =~ /not available in SQL output mode/);
    fail($why[0], $asked->{file}, $asked->{line}) if $ours;
    if ($asked->{before} && !$again) {
        adopt();
        return count_down(1);
    }
    fail(@why) if $code && !defined $last;
    fail(defined $last ? "liquibase takes back the changeset that was deployed last, and that is $last" : 'liquibase finds no changeset that it could take back');
}

# ---- what it does ----

my ($pending, $transaction, $locked, @ran);

sub told {    # a statement that it sent, once it is known what became of it
    my ($failed, $rows) = @_;
    return unless defined $pending;
    my $sql = $pending;
    undef $pending;
    utf8::decode($sql);
    answer(sql => $sql, $failed ? (failed => JSON::PP::true) : (), defined $rows ? (rows => $rows + 0) : ());
}

# Its driver's transactions: on PostgreSQL alone, elsewhere each statement is committed by itself.
sub finish {
    my $word = shift;
    answer(sql => $word) if $transaction;
    $transaction = 0;
}

sub began {
    return if $engine ne 'postgresql' || $transaction || (!$asked->{transaction} && !$_[0]);
    answer(sql => 'BEGIN');
    $transaction = 1;
}

sub record {
    my ($level, $logger, $text) = @_;
    $text =~ s/\s+\z//;
    if ($logger eq 'liquibase.executor' && $level eq 'INFO') {
        return told(0, $1) if $text =~ /^(-?\d+) row\(s\) affected$/;
        told();
        my $row = $text =~ /^(?:INSERT INTO|UPDATE|DELETE FROM) \S*\b\Q$asked->{log}\E\b/i;
        finish('COMMIT') if $row;
        began($row || !@ran);
        $pending = $text;
    } elsif ($logger eq 'liquibase.changelog' && $text =~ /^ChangeSet .* ran successfully/i) {
        told();
        finish('COMMIT');
    } elsif ($level eq 'SEVERE') {
        told(1);
        finish('ROLLBACK');
    } elsif ($logger eq 'liquibase.lockservice') {
        $locked = $text =~ /^Successfully acquired/ ? 1 : $text =~ /^Successfully released/ ? 0 : $locked;
    } elsif ($logger eq 'liquibase.ui' && $text =~ /^(?:Running|Rolling Back) Changeset: (.+)/i) {
        push @ran, bare($1);
        finish('COMMIT');
    }
    if ($logger eq 'liquibase.ui' && $text =~ /^(?:Running|Rolling Back|Marking|Skipping|Changeset)\b/i) {
        $text =~ s/\s+/ /g;
        print "$text\n";
    }
}

sub listener {
    my @open;
    return sub {
        my $line = shift;
        if (!defined $line || $line =~ /^\[[^\]\n]+\] [A-Z]+ \[[\w.]+\]/) {
            record(@open) if @open;
            @open = defined $line && $line =~ /^\[[^\]\n]+\] ([A-Z]+) \[([\w.]+)\] ?(.*)/s ? ($1, $2, $3) : ();
        } elsif (@open) {
            $open[2] .= $line;
        }
    };
}

if ($asked->{action} eq 'identify') {
    my @lines = split /\n/, checked('identify', 'execute-sql', "--sql=$asked->{query}");
    my $at    = (grep { $lines[$_] =~ /^Output of / } 0 .. $#lines)[0] // fail('liquibase gave no answer');
    (my $value = $lines[$at + 2] // '') =~ s/\s*\|\s*$//;
    answer(identity => $value);
    exit 0;
}

if ($asked->{action} eq 'preview') {
    my $text;
    if ($up) {
        my ($code, $said) = run('preview', "offline:$engine?changeLogFile=$folder/log.csv&outputLiquibaseSql=none", undef, 'update-sql');
        fail(explain('preview', $said)) if $code;
        $text = content("$folder/preview.out");
    } else {
        count_down();
        $text = content("$folder/look.out");
    }
    answer(sql => $_) for statements($text, $own->{key});
    exit 0;
}

my $count  = $up ? count_up() : count_down();
my $listen = listener();
my ($code, $said) = run('run', $asked->{url}, $listen, $up ? 'update-count' : 'rollback-count', "--count=$count");
$listen->();
told($code && !$ended);
finish($code ? 'ROLLBACK' : 'COMMIT') unless $ended;
# A tool that was ended, or has crashed, leaves its lock behind.
answer(left => "UPDATE $asked->{lockTable} SET LOCKED = FALSE, LOCKEDBY = NULL, LOCKGRANTED = NULL WHERE ID = 1") if $locked;
exit 1 if $ended;
fail(explain('run', $said)) if $code;
exit 0;
