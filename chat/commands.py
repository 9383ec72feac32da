"""The commands of this app: each a name, what it takes, and the action it calls."""

from __future__ import annotations

from typing import Any

from chat import scheduling
from chat.actions import (
    answering,
    contacts,
    direct,
    editing,
    forwarding,
    keeping,
    lobby,
    matching,
    mine,
    pinning,
    profile,
    reacting,
    recalling,
    reporting,
    stickers,
)
from chat.actions.growing import refuse_person
from chat.actions.seeking import Ask, seek
from chat.actions.sending import send_messages
from chat.arguments.conversations import Nothing, Open, Read, Settings, Sync, Typing
from chat.arguments.meeting import OfMatch, StartMatch, StopMatch
from chat.arguments.messages import (
    AnswerMessage,
    EditMessage,
    ForwardMessages,
    KeepSticker,
    OfMessage,
    Pin,
    React,
    Remind,
    ReportSomething,
    ScheduleMessage,
    SendMessage,
)
from chat.arguments.people import Annotate, OfUser, RequestContact, UpdateProfile
from chat.composing import composed
from chat.match.queue import hold_queue
from happychat.auth import Caller
from happychat.commands.registry import Reply, read, write, write_together
from happychat.commands.schema import Arguments
from happychat.models import Epoch
from happychat.streams import catching_up
from happychat.threads import Job


def register() -> None:
    """Make every command of this app known by its name."""
    read("sync", Sync, _sync, family="sync")
    read("typing", Typing, _typing, family="typing", silent=True)
    write_together("message.send", SendMessage, _send, family="message.send")
    write("message.forward", ForwardMessages, _forward, guests=True, family="message.send", count=_places)
    write("message.pin", Pin, lambda who, a: pinning.pin(who.user, a.stream, a.seq, on=a.on), guests=True)
    write("message.edit", EditMessage, _edit, guests=True, bots="bot.edit")
    write("message.react", React, _react, guests=True)
    write("message.favourite", Pin, _favourite, guests=True)
    write("message.remind", Remind, lambda who, a: keeping.remind(who.user, a.stream, a.seq, a.at), guests=True)
    write("message.schedule", ScheduleMessage, _schedule, guests=True)
    write("message.recall", OfMessage, lambda who, a: recalling.recall(who.user, a.stream, a.seq), guests=True)
    write("message.answer", AnswerMessage, _answer, guests=True)
    write("message.close", OfMessage, lambda who, a: answering.close(who.user, a.stream, a.seq), guests=True)
    write("sticker.keep", KeepSticker, _keep_sticker, guests=True)
    write("report", ReportSomething, _report, guests=True, first=hold_queue)
    write("lobby.enter", Nothing, lambda who, _: lobby.enter(who.user), guests=True)
    write("lobby.leave", Nothing, lambda who, _: lobby.leave(who.user), guests=True)
    write(
        "conversation.open",
        Open,
        lambda who, a: direct.open_direct(who.user, a.user),
        guests=True,
        extra="conversation.open",
    )
    write("conversation.read", Read, _mark, guests=True)
    write("conversation.settings", Settings, lambda who, a: mine.arrange(who.user, a.stream, _given(a)), guests=True)
    write(
        "contact.request",
        RequestContact,
        lambda who, a: direct.request_contact(who.user, a.user, a.greeting),
        extra="contact.request",
    )
    write("contact.accept", OfUser, lambda who, a: direct.accept_contact(who.user, a.user))
    write("contact.decline", OfUser, lambda who, a: direct.decline_contact(who.user, a.user))
    write("contact.note", Annotate, lambda who, a: contacts.annotate(who.user, a.user, a.changes()))
    write("contact.block", OfUser, lambda who, a: contacts.block(who.user, a.user), guests=True, first=hold_queue)
    write("contact.unblock", OfUser, lambda who, a: contacts.unblock(who.user, a.user), guests=True)
    write("contact.remove", OfUser, lambda who, a: direct.remove_contact(who.user, a.user), guests=True)
    write("profile.update", UpdateProfile, lambda who, a: profile.change_profile(who.user, _given(a)), guests=True)
    write_together("match.start", StartMatch, _seek, first=hold_queue)
    write_together("match.next", OfMatch, _seek, first=hold_queue)
    write("match.stop", StopMatch, lambda who, a: matching.stop(who.user, a.stream), guests=True, first=hold_queue)
    write("match.keep", OfMatch, lambda who, a: matching.keep(who.user, a.stream), guests=True, first=hold_queue)


def _send(jobs: list[Job]) -> list[Any]:
    sends = [composed(job.caller.user, job.args, bot=job.caller.bot) for job in jobs]
    send_messages(sends)
    return [send.answer for send in sends]


def _seek(jobs: list[Job]) -> list[Any]:
    asks = [
        Ask(job.caller.user, job.args.tags, job.args.languages)
        if isinstance(job.args, StartMatch)
        else Ask(job.caller.user, leaving=job.args.stream)
        for job in jobs
    ]
    seek(asks)
    return [ask.answer for ask in asks]


def _favourite(who: Caller, args: Pin) -> Reply:
    return keeping.favourite(who.user, args.stream, args.seq, on=args.on)


def _schedule(who: Caller, args: ScheduleMessage) -> Reply:
    return scheduling.schedule(who.user, args.client_id, args.at, args.said())


def _keep_sticker(who: Caller, args: KeepSticker) -> Reply:
    if args.stream is not None:
        return stickers.keep_in_pack(who.user, args.stream, args.attachment, on=args.on)
    return stickers.keep(who.user, args.attachment, on=args.on)


def _answer(who: Caller, args: AnswerMessage) -> Reply:
    return answering.answer(who.user, args.stream, args.seq, args.options, args.text)


def _edit(who: Caller, args: EditMessage) -> Reply:
    if args.open:
        refuse_person(bot=who.bot)
    return editing.edit(
        who.user,
        args.stream,
        args.seq,
        args.revision,
        args.body,
        mentions=args.mentions,
        is_open=args.open,
        bot=who.bot,
    )


def _forward(who: Caller, args: ForwardMessages) -> Reply:
    stream, seqs, to, body = args.source.stream, args.source.seqs, args.to, args.body or ""
    return forwarding.forward(who.user, stream, seqs, to, args.client_id, merged=args.merged, body=body)


def _places(args: ForwardMessages) -> int:
    return len(args.to)


def _react(who: Caller, args: React) -> Reply:
    return reacting.react(who.user, args.stream, args.seq, args.emoji, on=args.on)


def _report(who: Caller, args: ReportSomething) -> Reply:
    stream, seq, user = args.stream or "", args.seq or 0, args.user or ""
    return reporting.report(who.user, args.reason, args.text, stream=stream, seq=seq, user=user)


def _sync(who: Caller, args: Sync) -> Reply:
    return {**catching_up.sync(who.user, args.have, args.limit), "epoch": Epoch.present()}


def _typing(who: Caller, args: Typing) -> None:
    mine.tell_typing(who.user, args.stream)


def _mark(who: Caller, args: Read) -> Reply:
    if args.delivered:
        return mine.mark_delivered(who.user, args.stream, args.seq)
    return mine.mark_read(who.user, args.stream, args.seq)


def _given(args: Arguments) -> dict[str, Any]:
    return args.model_dump(exclude_unset=True, exclude={"stream"}, by_alias=True)
