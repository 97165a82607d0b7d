"""Forms with the fields that the office's templates expect, in Persian, for the preview only."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField, FieldList, Form, FormField, IntegerField, PasswordField, RadioField, SelectField,
    SelectMultipleField, StringField, TextAreaField,
)  # fmt: skip
from wtforms.validators import InputRequired, Optional

from app import reference

PROVINCES = [(entry.code, entry.fa) for entry in reference.provinces()]
FIELDS = [(entry.code, entry.fa) for entry in reference.fields()]
TRACKS = [(entry.code, entry.fa) for entry in reference.tracks()]
KINDS = [(entry.code, entry.fa) for entry in reference.kinds()]
NEEDED = InputRequired("این بخش خالی مانده است؛ لطفاً آن را پر کنید.")


class SecondOfficer(FlaskForm):
    second_name = StringField("نام کاربری همکار", [NEEDED])
    second_password = PasswordField("گذرواژهٔ همکار", [NEEDED])


class SignIn(FlaskForm):
    username = StringField("نام کاربری", [NEEDED])
    password = PasswordField("گذرواژه", [NEEDED])


class Achievement(Form):
    text = StringField("چه کاری انجام شد")
    year = IntegerField("سال")
    field = SelectField("حوزه", choices=FIELDS)
    number = IntegerField("تعداد")
    indicator = StringField("واحد شمارش")


class Nomination(FlaskForm):
    institution = SelectField("نهاد", choices=[("1", "بنیاد مهر آفتاب البرز"), ("2", "انجمن یاران رودخانهٔ زرین")])
    province = SelectField("استان", choices=PROVINCES)
    kind = RadioField("نوع نهاد", choices=KINDS)
    fields = SelectMultipleField("حوزه‌های فعالیت", choices=FIELDS)
    tracks = SelectMultipleField("محورهای مشارکت", choices=TRACKS)
    representative_fa = StringField("نماینده", [NEEDED])
    introduction_fa = TextAreaField("معرفی", [NEEDED])
    programmes = TextAreaField("برنامه‌ها", [Optional()])
    achievements = FieldList(FormField(Achievement), min_entries=2)


class Delegate(FlaskForm):
    institution = SelectField("نهاد", choices=[("1", "بنیاد مهر آفتاب البرز")])
    name_fa = StringField("نام و نام خانوادگی نماینده", [NEEDED])


class Invite(FlaskForm):
    name = StringField("نام امین کلید", [NEEDED])


class OfficeKey(FlaskForm):
    passphrase = PasswordField("عبارت عبور", [NEEDED])
    again = PasswordField("تکرار عبارت عبور", [NEEDED])


class SlipNumber(FlaskForm):
    number = IntegerField("تعداد تعرفه‌ها", [NEEDED])


class Close(SecondOfficer):
    unused = IntegerField("تعرفه‌های استفاده‌نشده", [NEEDED])
    reason = TextAreaField("علت مغایرت", [Optional()])


class Passphrase(FlaskForm):
    passphrase = PasswordField("عبارت عبور کلید دفتر", [NEEDED])


class Lots(SecondOfficer):
    dice = StringField("عددهای تاس", [NEEDED])


class Session(FlaskForm):
    chair = StringField("رئیس جلسه")
    secretary = StringField("منشی")
    first_observer = StringField("ناظر اول")
    second_observer = StringField("ناظر دوم")
    held_on = StringField("روز نشست")
    place_fa = StringField("محل نشست")
    quorum = RadioField("حد نصاب", choices=[("introduced", "نصف به‌علاوهٔ یکِ نهادهای معرفی‌شده"), ("second-call", "دعوت نوبت دوم"), ("none", "بدون حد نصاب")])
    agenda = TextAreaField("دستور جلسه")


class Settings(FlaskForm):
    title_fa = StringField("عنوان انتخابات", [NEEDED])
    title_en = StringField("عنوان به انگلیسی", [Optional()])
    seats = IntegerField("تعداد کرسی‌ها", [NEEDED])
    alternates = IntegerField("تعداد علی‌البدل‌ها")
    term_months = IntegerField("مدت عضویت (ماه)")
    minimum = IntegerField("کمترین نشان")
    maximum = IntegerField("بیشترین نشان")
    blank = BooleanField("رأی سفید ممکن باشد")
    order = RadioField("ترتیب نامزدها در برگ رأی", choices=[("lot", "به قرعه"), ("alphabet", "به ترتیب الفبا")])
    small_group = IntegerField("کمترین تعداد رأی برای شمارش")


class LetterCode(FlaskForm):
    code = StringField("شناسهٔ راستی‌آزمایی نامه", [NEEDED])
